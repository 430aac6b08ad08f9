import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry } from '../model/entry.ts';
import type { Alert } from './alerts/alert.ts';
import { MINUTE, openWatchUnderTest, smoke, status, type WatchUnderTest } from './watch.test-support.ts';

let test: WatchUnderTest;

beforeEach(async () => {
  test = await openWatchUnderTest();
});

afterEach(() => test.remove());

async function alerts(): Promise<Pick<Alert, 'rule' | 'state'>[]> {
  const { items } = await test.watch.alerts({ limit: 100 });
  return items.map(({ rule, state }) => ({ rule, state }));
}

/** A bin that is full and is reported so until its hold is over. */
async function fill(): Promise<void> {
  for (let reading = 0; reading < 3; reading += 1) {
    await test.level(0.85);
    await test.pass(10);
  }
}

async function empty(): Promise<void> {
  for (let reading = 0; reading < 5; reading += 1) {
    await test.level(0.05);
    await test.pass(10);
  }
}

it('raises after the hold, and resolves with what shows it when the bin was emptied', async () => {
  await test.level(0.85);
  await test.pass(10);
  await test.level(0.85);
  await test.judged();
  expect(await alerts()).toEqual([{ rule: 'bin-full', state: 'pending' }]);
  await test.pass(10);
  expect(await alerts()).toEqual([{ rule: 'bin-full', state: 'firing' }]);

  await empty();
  const { items } = await test.watch.alerts({ limit: 10 });
  expect(items).toMatchObject([
    { rule: 'bin-full', state: 'resolved', resolved: { reason: 'emptied', evidence: { levelBefore: 0.85 } } },
  ]);
  const [alert] = items;
  const events = await test.watch.eventsOf(alert?.id ?? '');
  expect(events.map(({ kind }) => kind)).toEqual(['fired', 'resolved']);
});

it('gets what it concludes into the journal once, also when that has to wait', async () => {
  test.refusesDerived = true;
  await fill();
  await empty();
  expect(await test.derived()).toEqual([]);
  await test.stop();
  await test.start();
  test.refusesDerived = false;
  await test.pass(2);
  await expect.poll(() => test.derived()).toHaveLength(3);
  await test.stop();
  await test.start();
  await test.pass(2);
  const derived = await test.derived();
  const kinds = derived.map((entry) => (entry.type === 'emptying' ? entry.type : entry.kind));
  expect(kinds).toEqual(['fired', 'emptying', 'resolved']);
});

it('knows after a restart what it knew before: a hold goes on, an alert is not raised again', async () => {
  await test.level(0.85);
  await test.pass(10);
  await test.level(0.85);
  await test.pass(5);
  await test.stop();
  await test.start();
  expect(await alerts()).toEqual([{ rule: 'bin-full', state: 'pending' }]);
  expect(await test.watch.bins('s-1')).toMatchObject([{ binId: 'food-1', cleanLevel: 0.85 }]);
  await test.pass(6);
  expect(await alerts()).toEqual([{ rule: 'bin-full', state: 'firing' }]);
  await test.stop();
  await test.start();
  await test.level(0.86);
  await test.pass(10);
  expect(await alerts()).toEqual([{ rule: 'bin-full', state: 'firing' }]);
  expect((await test.derived()).map(({ id }) => id)).toHaveLength(1);
});

it('raises nothing from what came late, but a hazard', async () => {
  const at = test.now - 120 * MINUTE;
  await test.level(0.99, { at, late: true });
  await test.level(0.99, { at: at + MINUTE, late: true });
  await test.pass(30);
  expect((await alerts()).filter(({ rule }) => rule !== 'station-offline')).toEqual([]);
  await test.append(smoke(test.now, { at, late: true }));
  await test.judged();
  expect(await alerts()).toContainEqual({ rule: 'hazard', state: 'firing' });
});

it('sees that a station is silent, and that it is heard again', async () => {
  await test.append(status(test.now, 'online'));
  await test.level(0.2);
  await test.pass(45);
  expect(await alerts()).toEqual([{ rule: 'station-offline', state: 'firing' }]);
  await test.level(0.2);
  await test.pass(1);
  expect(await alerts()).toEqual([{ rule: 'station-offline', state: 'resolved' }]);
  const presences = test.events.filter(({ type }) => type === 'presence');
  expect(presences).toMatchObject([{ state: 'offline' }, { state: 'online' }]);
});

it('believes nobody to be silent after the hub itself has paused', async () => {
  await test.append(status(test.now, 'online'));
  await test.pass(1);
  test.now += 24 * 60 * MINUTE;
  await test.pass(15);
  expect(await alerts()).toEqual([]);
});

it('puts aside what it cannot judge, and goes on', async () => {
  await test.append({ ...smoke(test.now), type: 'fill-level', bins: null } as unknown as Entry);
  await test.append(smoke(test.now));
  await test.judged();
  expect(await alerts()).toEqual([{ rule: 'hazard', state: 'firing' }]);
  expect(test.watch.state().framesAside).toBe(1);
  expect(await readdir(join(test.folder, 'watch', 'frames-aside'))).toHaveLength(1);
  await test.stop();
  await test.start();
  expect(await alerts()).toEqual([{ rule: 'hazard', state: 'firing' }]);
});

it("dates an emptying by the crew's word once the level shows it", async () => {
  await fill();
  const { items } = await test.watch.alerts({ limit: 1 });
  const tapped = test.now;
  await test.watch.act(items[0]?.id ?? '', { do: 'say-emptied' }, 'wang');
  await test.stop();
  await test.start();
  await test.pass(10);
  await empty();
  const emptyings = (await test.derived()).filter(({ type }) => type === 'emptying');
  expect(emptyings).toMatchObject([{ source: 'crew', operator: 'wang', at: tapped }]);
});

it('tells of a hazard that was over before anybody could be told, and when it was', async () => {
  const happened = test.now - 300 * MINUTE;
  const late = { late: true, at: happened, receivedAt: test.now } as const;
  const over = { ...late, at: happened + MINUTE, seq: 900_001, phase: 'cleared' } as const;
  await test.append(smoke(test.now, late), smoke(test.now, over));
  await test.pass(1);
  const due = await test.watch.due('book', test.now, 100);
  expect(due.map(({ message }) => message)).toMatchObject([
    {
      kind: 'resolved',
      to: [{ id: 'wang' }, { id: 'li' }],
      facts: { rule: 'hazard', happenedAt: happened, resolved: { reason: 'cleared' } },
    },
  ]);
});

it('has a message for each step of duty, and one for the end, each once', async () => {
  await fill();
  await test.stop();
  await test.start();
  for (let reading = 0; reading < 13; reading += 1) {
    await test.level(0.85);
    await test.pass(10);
  }
  const due = () => test.watch.due('book', test.now, 100);
  const steps = (await due()).map(({ message }) => message.kind === 'escalated' && message.step);
  expect(steps).toContain('supervisor');
  expect(steps).toContain('overdue');
  await empty();
  const all = await due();
  expect(all.map(({ message }) => message.kind)).toContain('resolved');
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all[0]?.message).toMatchObject({
    kind: 'raised',
    to: [{ id: 'wang' }],
    grids: ['east', 'town'],
    facts: { stationName: '站 s-1', gridPath: ['镇', '东网格'], level: 0.85, freeLitres: expect.closeTo(36) },
  });
  await test.watch.settle(all.map(({ id }) => ({ id, result: 'sent', at: test.now })));
  await test.stop();
  await test.start();
  expect(await due()).toEqual([]);
});

it('lists page after page, and takes no cursor that it did not give', async () => {
  const kinds = ['litter', 'smell', 'damage'] as const;
  for (const kind of kinds) {
    await test.watch.report({ station: 's-1', kind }, 'wang');
    test.now += MINUTE;
  }
  const told: unknown[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page = await test.watch.alerts({ limit: 1, ...(cursor && { cursor }) });
    told.push(...page.items.map(({ report }) => report?.kind));
    cursor = page.nextCursor;
  }
  expect(told).toEqual(kinds.toReversed());
  for (const cursor of ['x', '0', '99999999999999999999', '0000000000000001 <x>'])
    await expect(test.watch.alerts({ limit: 1, cursor })).rejects.toMatchObject({ reason: 'invalid-cursor' });
});

it('counts what is open and what waits to be sent', async () => {
  await fill();
  await test.append(smoke(test.now));
  await test.judged();
  expect(await test.watch.counts()).toEqual({
    openAlerts: { notice: 0, warning: 1, critical: 1 },
    messagesWaiting: { book: expect.any(Number) },
  });
});

it('refuses what cannot be done, in the words of the port', async () => {
  await expect(test.watch.act('none', { do: 'comment', note: 'x' }, 'wang')).rejects.toMatchObject({
    name: 'WatchRefusal',
    reason: 'unknown-alert',
  });
});
