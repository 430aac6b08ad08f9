// F46: a notifier that is down or slow. Each message is sent at least once under one id, and nothing waits for it but
// its own messages.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Log } from '../../log.ts';
import type { Message } from '../notifiers/message.ts';
import { alertMessage, facts, NOW } from '../notifiers/messages.test-support.ts';
import type { Outcome } from '../notifiers/notifier.ts';
import { testMessage } from '../notifiers/test-message.ts';
import {
  AWAY,
  type MemoryOutbox,
  memoryOutbox,
  type ScriptedNotifier,
  scriptedNotifier,
  TAKEN,
} from './memory-outbox.test-support.ts';
import { createOutbox, type Outbox } from './outbox.ts';

const HOUR_MS = 3_600_000;

let now: number;
let store: MemoryOutbox;
let robot: ScriptedNotifier;
let lines: string[];
const clock = { now: () => now };

beforeEach(() => {
  now = NOW;
  store = memoryOutbox();
  robot = scriptedNotifier('duty', clock.now);
  lines = [];
});

function start(...notifiers: ScriptedNotifier[]): Outbox {
  const write = (level: string) => (fields: object, text: string) =>
    void lines.push(`${level} ${text} ${JSON.stringify(fields)}`);
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return createOutbox({ notifiers, store, clock, log, draw: () => 1, giveUpMs: 24 * HOUR_MS });
}

/** Steps once a second, as the watch does. */
async function run(outbox: Outbox, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i += 1) {
    outbox.step();
    await outbox.settled();
    now += 1_000;
  }
}

function raised(n: number, changes: Partial<Message> = {}): Message {
  const message = { ...alertMessage(), ...changes, id: `alert-${n}/0`, at: now } as ReturnType<
    typeof alertMessage
  >;
  return { ...message, facts: facts({ alertId: `alert-${n}` }) };
}

const many = (count: number) => Array.from({ length: count }, (_, n) => raised(n));

/** Ids of the cases that were told, one for each telling. */
function told({ given }: ScriptedNotifier): string[] {
  return given.flatMap(({ message }) =>
    message.kind === 'digest'
      ? message.items.map((item) => item.facts.alertId)
      : [message.id.split('/')[0] ?? ''],
  );
}

test('what is due is sent, each by itself, and forgotten', async () => {
  const outbox = start(robot);
  await run(outbox, 60);
  store.add('duty', many(2));
  await run(outbox, 1);
  expect(robot.given.map(({ message }) => message.id)).toEqual(['alert-0/0', 'alert-1/0']);
  expect(store.waiting()).toEqual([]);
});

test('what is not yet due waits', async () => {
  store.add('duty', [{ ...raised(1), at: now + 5_000 }]);
  const outbox = start(robot);
  await run(outbox, 5);
  expect(robot.given).toEqual([]);
  await run(outbox, 1);
  expect(robot.given).toHaveLength(1);
});

describe('down', () => {
  test('an hour: tried ever less often, then everything arrives; two lines in the log', async () => {
    robot.says = AWAY;
    store.add('duty', many(40));
    const outbox = start(robot);
    await run(outbox, 3_600);
    expect(robot.given.length).toBeGreaterThan(5);
    expect(robot.given.length).toBeLessThan(20);
    expect(outbox.state()).toMatchObject([{ failing: { since: NOW, reason: 'no answer within 10 s' } }]);
    robot.says = TAKEN;
    robot.given = [];
    await run(outbox, 700);
    expect(new Set(told(robot)).size).toBe(40);
    expect(store.waiting()).toEqual([]);
    expect(outbox.state()[0]).not.toHaveProperty('failing');
    expect(lines.map((line) => line.split(' {')[0])).toEqual([
      'warn messages do not get through',
      'info messages get through again',
    ]);
  });

  test('a moment: a digest that failed goes when its pause is over, not a minute later', async () => {
    robot.says = AWAY;
    store.add('duty', many(30));
    const outbox = start(robot);
    await run(outbox, 1);
    robot.says = TAKEN;
    await run(outbox, 6);
    expect(store.waiting()).toEqual([]);
    expect(robot.given).toHaveLength(2);
  });

  test('another notifier does not notice, nor does who steps', async () => {
    robot.says = new Promise<Outcome>(() => {});
    const other = scriptedNotifier('office', clock.now);
    const outbox = start(robot, other);
    await run(outbox, 60);
    for (const name of ['duty', 'office']) store.add(name, many(3));
    outbox.step();
    await expect.poll(() => other.given.length).toBe(3);
    expect(robot.given).toHaveLength(1);
    outbox.step();
    expect(robot.given).toHaveLength(1);
  });

  test('for longer than anybody wants to know: given up, which is said', async () => {
    robot.says = AWAY;
    store.add('duty', many(3));
    const outbox = start(robot);
    await run(outbox, 10);
    now += 25 * HOUR_MS;
    await run(outbox, 1);
    expect(store.waiting()).toEqual([]);
    expect(store.settled.slice(-3)).toMatchObject(
      Array(3).fill({ result: 'given-up', reason: 'no answer within 10 s' }),
    );
    expect(lines.at(-1)).toMatch(/^error messages were never delivered .*"messages":3/);
  });

  test('a clock that is set back an hour shuts nothing off', async () => {
    const outbox = start(robot);
    robot.says = AWAY;
    store.add('duty', many(1));
    await run(outbox, 1);
    now -= 2 * HOUR_MS;
    robot.says = TAKEN;
    store.add('duty', [raised(7)]);
    await run(outbox, 1);
    expect(told(robot)).toContain('alert-7');
  });
});

describe('what the receiver says', () => {
  test('"busy" is heeded: nothing more before its time', async () => {
    robot.says = { ok: false, fault: 'busy', reason: 'too fast', retryAfterMs: 600_000 };
    store.add('duty', many(5));
    const outbox = start(robot);
    await run(outbox, 600);
    expect(robot.given).toHaveLength(1);
    robot.says = TAKEN;
    await run(outbox, 2);
    expect(store.waiting()).toEqual([]);
  });

  test('one message that is refused holds up no other', async () => {
    const poison = raised(1);
    robot.send = async (message) => {
      robot.given.push({ message, at: now });
      const isPoison = JSON.stringify(message).includes('alert-1"');
      return isPoison ? { ok: false, fault: 'refused', reason: 'sensitive words' } : TAKEN;
    };
    store.add('duty', [poison, ...many(40).filter((message) => message.id !== poison.id)]);
    await run(start(robot), 400);
    expect(store.waiting()).toMatchObject([{ id: 'alert-1/0@duty', reason: 'sensitive words' }]);
    expect(store.waiting()[0]?.attempts).toBeGreaterThan(2);
  });

  test('nor does it later, while it is tried again and again', async () => {
    robot.send = async (message) => {
      robot.given.push({ message, at: now });
      const isPoison = /alert-[1-4]"/.test(JSON.stringify(message));
      return isPoison ? { ok: false, fault: 'refused', reason: 'sensitive words' } : TAKEN;
    };
    store.add(
      'duty',
      [1, 2, 3, 4].map((n) => raised(n)),
    );
    const outbox = start(robot);
    await run(outbox, 1_800);
    for (let n = 100; n < 110; n += 1) {
      store.add('duty', [raised(n)]);
      await run(outbox, 1_300);
      expect(store.waiting().map(({ id }) => id)).not.toContain(`alert-${n}/0@duty`);
    }
    expect(store.waiting()).toHaveLength(4);
  });

  test('when everything is refused it is asked seldom', async () => {
    robot.says = { ok: false, fault: 'refused', reason: 'sign not match' };
    store.add('duty', many(100));
    await run(start(robot), 3_600);
    expect(robot.given.length).toBeLessThan(30);
    expect(lines).toHaveLength(1);
  });
});

describe('at least once', () => {
  test('a store that cannot note it makes it go again under the same id, not in a storm', async () => {
    store.failing = true;
    store.add('duty', many(1));
    const outbox = start(robot);
    await run(outbox, 60);
    expect(robot.given.length).toBeLessThan(6);
    store.failing = false;
    await run(outbox, 60);
    expect(store.waiting()).toEqual([]);
    expect(new Set(robot.given.map(({ message }) => message.id))).toEqual(new Set(['alert-0/0']));
    expect(lines[0]).toMatch(/^error cannot keep track of what is sent .*no space left/);
  });

  test('a digest goes again under the same id; with what came meanwhile it is another one', async () => {
    store.failing = true;
    store.add('duty', many(30));
    for (let crash = 0; crash < 2; crash += 1) await run(start(robot), 1);
    store.add('duty', [raised(30)]);
    await run(start(robot), 1);
    store.failing = false;
    await run(start(robot), 1);
    const ids = robot.given.map(({ message }) => message.id);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids.slice(3)).toEqual([ids[2]]);
    expect(new Set(told(robot)).size).toBe(31);
    expect(store.waiting()).toEqual([]);
  });

  test('whenever it ends, a new start sends the rest: none lost, and none twice that was noted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 8 }), fc.nat(40), async (ends, count) => {
        now = NOW;
        store = memoryOutbox();
        robot = scriptedNotifier('duty', clock.now);
        store.add('duty', many(count));
        for (const seconds of ends) {
          await run(start(robot), seconds);
          // Sent, but the end came before the store knew.
          store.failing = true;
          await run(start(robot), 1);
          store.failing = false;
        }
        await run(start(robot), 180);
        expect(new Set(told(robot)).size).toBe(count);
        expect(store.waiting()).toEqual([]);
        const ids = store.settled.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 30 },
    );
  });

  test('a stop waits for what is under way, but not for ever', async () => {
    let answer: (outcome: Outcome) => void = () => {};
    robot.says = new Promise<Outcome>((resolve) => {
      answer = resolve;
    });
    store.add('duty', many(3));
    const outbox = start(robot);
    outbox.step();
    await expect.poll(() => robot.given.length).toBe(1);
    const stopped = outbox.stop(60_000);
    answer(TAKEN);
    await stopped;
    expect(store.waiting()).toHaveLength(0);

    const hanging = scriptedNotifier('duty', clock.now);
    hanging.send = (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(AWAY), { once: true }));
    store.add('duty', [raised(9)]);
    const second = start(hanging);
    second.step();
    await second.stop(10);
    expect(store.waiting()).toMatchObject([{ attempts: 0 }]);
  });
});

describe('the pace of the receiver', () => {
  /** The most that was sent in any minute. */
  function busiestMinute({ given }: ScriptedNotifier): number {
    return Math.max(
      ...given.map(({ at }) => given.filter((other) => other.at > at - 60_000 && other.at <= at).length),
    );
  }

  test('a storm becomes digests, and every case is told', async () => {
    const outbox = start(robot);
    await run(outbox, 60);
    store.add('duty', many(500));
    await run(outbox, 300);
    expect(new Set(told(robot)).size).toBe(500);
    expect(robot.given.length).toBeLessThan(10);
  });

  test('it is never gone over, whatever comes when, and nothing is lost', async () => {
    const burst = fc.record({
      wait: fc.nat(90),
      count: fc.integer({ min: 1, max: 40 }),
      kind: fc.constantFrom('raised', 'escalated', 'resolved'),
      severity: fc.constantFrom('notice', 'warning', 'critical'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(burst, { maxLength: 12 }), async (bursts) => {
        now = NOW;
        store = memoryOutbox();
        robot = scriptedNotifier('duty', clock.now);
        const outbox = start(robot);
        let n = 0;
        for (const { wait, count, kind, severity } of bursts) {
          const changes = { kind, severity } as Partial<Message>;
          const first = n;
          n += count;
          store.add(
            'duty',
            Array.from({ length: count }, (_, i) => raised(first + i, changes)),
          );
          await run(outbox, wait);
        }
        await run(outbox, 200);
        expect(new Set(told(robot)).size).toBe(n);
        expect(robot.given.length === 0 || busiestMinute(robot) <= 20).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('what is urgent goes at once, also in a storm', async () => {
    const outbox = start(robot);
    await run(outbox, 60);
    store.add('duty', many(100));
    await run(outbox, 1);
    store.add(
      'duty',
      many(100).map((message, n) => ({ ...message, id: `later-${n}/0`, at: now })),
    );
    store.add('duty', [raised(1_000, { severity: 'critical' }), raised(1_001, { kind: 'escalated' })]);
    await run(outbox, 1);
    expect(robot.given.slice(1).map(({ message }) => message.id)).toEqual(['alert-1000/0', 'alert-1001/0']);
  });

  test('the latest word of a case is enough, and the ones that are open come first', async () => {
    const outbox = start(robot);
    await run(outbox, 60);
    const resolved = { at: now, reason: 'emptied' as const };
    store.add('duty', many(30));
    store.add('duty', [
      {
        ...alertMessage({ kind: 'resolved', id: 'alert-0/1', at: now + 1 }),
        facts: facts({ alertId: 'alert-0', resolved }),
      },
    ]);
    now += 1;
    await run(outbox, 1);
    expect(robot.given).toHaveLength(1);
    const [{ message } = {}] = robot.given;
    expect(message?.kind === 'digest' && message.items.map(({ kind }) => kind)).toEqual([
      ...Array(29).fill('raised'),
      'resolved',
    ]);
  });

  test('a receiver that counts messages gets each of them', async () => {
    const webhook = scriptedNotifier('city', clock.now, { perMinute: 60, merges: false });
    const outbox = start(webhook);
    store.add('city', many(150));
    await run(outbox, 240);
    expect(webhook.given).toHaveLength(150);
    expect(new Set(told(webhook)).size).toBe(150);
    expect(busiestMinute(webhook)).toBeLessThanOrEqual(60);
  });

  test('a test message is never a part of a digest', async () => {
    store.add('duty', [...many(40), testMessage('1', now)]);
    await run(start(robot), 5);
    expect(new Set(robot.given.map(({ message }) => message.kind))).toEqual(new Set(['digest', 'test']));
  });
});
