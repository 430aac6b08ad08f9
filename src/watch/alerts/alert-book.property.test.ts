// Whatever rules say, people do and the clock shows, in whatever order: what must always be true of the book.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlertAction, type AlertEvent, REPORT_KINDS } from './alert.ts';
import {
  BookStore,
  holds,
  judgement,
  MINUTE_MS,
  over,
  stationJudgement,
  T0,
} from './alert-book.test-support.ts';
import type { AlertBook } from './alert-book.ts';
import { foldEvents } from './apply-event.ts';
import type { Judgement } from './condition.ts';

const HOLD_MS = 10 * MINUTE_MS;
const BINS = [
  { id: 'b1', stream: 'food' },
  { id: 'b2', stream: 'food' },
  { id: 'b3', stream: 'residual' },
] as const;

type Command =
  | { do: 'judge'; judgement: Judgement }
  | { do: 'wait'; ms: number }
  | { do: 'act'; nth: number; action: AlertAction; by: string }
  | { do: 'report'; kind: (typeof REPORT_KINDS)[number]; by: string }
  | { do: 'silence'; stream: 'food' | 'residual'; ms: number }
  | { do: 'retain'; bins: number | undefined }
  | { do: 'tick' };

const verdicts = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(holds('warning'), holds('critical', 0.97)) },
  { weight: 4, arbitrary: fc.constantFrom(over('emptied'), over('cleared'), over('superseded')) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const binJudgements = fc
  .record({
    bin: fc.constantFrom(...BINS),
    rule: fc.constantFrom('bin-full', 'bin-overflowing', 'sensor-fault'),
    verdict: verdicts,
    roomLeft: fc.constantFrom(undefined, 0, 0.3, 0.5),
    late: fc.constantFrom(undefined, undefined, undefined, true),
  })
  .map(({ bin, rule, ...rest }) => {
    const kind = rule === 'sensor-fault' ? 'device' : 'full';
    return judgement({ rule, kind, binId: bin.id, stream: bin.stream, holdMs: HOLD_MS, ...rest });
  });
const stationJudgements = fc
  .record({ rule: fc.constantFrom('station-offline', 'hazard'), verdict: verdicts })
  .map(({ rule, verdict }) =>
    stationJudgement({ rule, kind: rule === 'hazard' ? 'hazard' : 'device', verdict, holdMs: HOLD_MS }),
  );
const actions = fc.constantFrom<AlertAction[]>(
  { do: 'acknowledge' },
  { do: 'assign', to: 'wang' },
  { do: 'comment', note: 'x' },
  { do: 'arrive' },
  { do: 'say-emptied' },
  { do: 'cannot', note: 'x' },
  { do: 'postpone', until: T0 + 1000 * MINUTE_MS, reason: 'x' },
  { do: 'void', reason: 'x' },
  { do: 'confirm-void' },
  { do: 'refuse-void' },
  { do: 'close', note: 'x' },
  { do: 'attach-case', number: 'C1' },
  { do: 'close-outside' },
  { do: 'check', agreed: true },
  { do: 'check', agreed: false },
);
const people = fc.constantFrom('li', 'wang', 'zhao');
const waits = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 * MINUTE_MS }) },
  { weight: 2, arbitrary: fc.integer({ min: 20 * MINUTE_MS, max: 200 * MINUTE_MS }) },
  { weight: 1, arbitrary: fc.constant(8 * 24 * 60 * MINUTE_MS) },
);
/** The clock of the hub is set back. */
const setbacks = fc.integer({ min: -90 * MINUTE_MS, max: -1 });

const commands = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: binJudgements.map((judgement): Command => ({ do: 'judge', judgement })) },
    { weight: 4, arbitrary: stationJudgements.map((judgement): Command => ({ do: 'judge', judgement })) },
    { weight: 8, arbitrary: waits.map((ms): Command => ({ do: 'wait', ms })) },
    { weight: 1, arbitrary: setbacks.map((ms): Command => ({ do: 'wait', ms })) },
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('act'), nth: fc.nat(5), action: actions, by: people }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('report'), kind: fc.constantFrom(...REPORT_KINDS), by: people }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('silence'),
        stream: fc.constantFrom('food', 'residual'),
        ms: waits,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('retain'), bins: fc.constantFrom(undefined, 0, 1, 2) }),
    },
    { weight: 3, arbitrary: fc.constant<Command>({ do: 'tick' }) },
  ) satisfies fc.Arbitrary<Command>,
  { maxLength: 80, size: 'max' },
);

/** Runs the commands, each in a transaction of its own. */
class Run {
  readonly store = new BookStore();
  readonly #restarts: boolean;
  book: AlertBook;
  now = T0;

  constructor(options: { restarts: boolean }) {
    this.#restarts = options.restarts;
    this.book = this.store.open();
  }

  do(command: Command): AlertEvent[] {
    this.#apply(command);
    const events = this.store.take(this.book.takeChanges(this.now));
    if (this.#restarts) this.book = this.store.open();
    return events;
  }

  #apply(command: Command): void {
    const { now, book } = this;
    switch (command.do) {
      case 'judge':
        book.judge(command.judgement, now);
        return;
      case 'wait':
        this.now += command.ms;
        return;
      case 'act': {
        const alerts = book.list({});
        const alert = alerts[command.nth % Math.max(1, alerts.length)];
        book.act(alert?.id ?? 'none', command.action, { by: command.by, now });
        return;
      }
      case 'report':
        book.report({ kind: command.kind, station: 'S1', grid: 'north' }, { by: command.by, now });
        return;
      case 'silence': {
        const id = `s${now}`;
        book.addSilence(
          { id, scope: { stream: command.stream }, reason: 'r', by: 'li', at: now, until: now + command.ms },
          now,
        );
        return;
      }
      case 'retain':
        book.retain('S1', command.bins === undefined ? undefined : BINS.slice(command.bins), now);
        return;
      case 'tick':
        book.tick(now);
        return;
    }
  }
}

function forAllRuns(check: (commands: Command[]) => void): void {
  fc.assert(fc.property(commands, check), { numRuns: 60 });
}

describe('always', () => {
  test('there are never two open alerts of one identity', () => {
    forAllRuns((all) => {
      const run = new Run({ restarts: false });
      for (const command of all) {
        run.do(command);
        // By what is stored: the book itself finds the open one by its identity.
        const stored = [...run.store.alerts.values()].filter(({ state }) => state === 'firing');
        const open = stored.map(({ identity }) => identity);
        expect(new Set(open).size).toBe(open.length);
      }
    });
  });

  test('the events of an alert make the alert, and no event has the id of another', () => {
    forAllRuns((all) => {
      const run = new Run({ restarts: false });
      for (const command of all) run.do(command);
      const { events, alerts } = run.store;
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      for (const [id, alert] of alerts) {
        const folded = foldEvents(events.filter(({ alertId }) => alertId === id));
        expect(folded).toEqual(alert);
        expect(run.book.get(id)).toEqual(alert);
      }
    });
  });

  test('what has fired is open, or ended with a reason', () => {
    forAllRuns((all) => {
      const run = new Run({ restarts: false });
      for (const command of all) run.do(command);
      const open = new Set(run.book.list({ state: 'open' }).map(({ id }) => id));
      const ids = new Set(run.store.events.map(({ alertId }) => alertId));
      for (const id of ids) {
        const last = foldEvents(run.store.events.filter(({ alertId }) => alertId === id));
        expect(open.has(id)).toBe(last?.state === 'firing');
        if (!open.has(id)) expect(last?.resolved?.reason).toBeDefined();
        expect(run.store.events.findLast(({ alertId }) => alertId === id)?.open).toBe(open.has(id));
      }
    });
  });

  test('a restart after every step changes nothing', () => {
    forAllRuns((all) => {
      const steady = new Run({ restarts: false });
      const restarted = new Run({ restarts: true });
      for (const command of all) expect(restarted.do(command)).toEqual(steady.do(command));
      expect(restarted.book.list({})).toEqual(steady.book.list({}));
      expect(restarted.book.silences()).toEqual(steady.book.silences());
    });
  });

  test('nothing is raised before its hold is over', () => {
    forAllRuns((all) => {
      const run = new Run({ restarts: false });
      const heldSince = new Map<string, number>();
      for (const command of all) {
        if (command.do === 'retain') forgetBins(heldSince, command.bins);
        if (command.do === 'judge') watchHold(heldSince, command.judgement, run.now);
        for (const event of run.do(command)) {
          if (event.by !== undefined || (event.kind !== 'fired' && event.kind !== 'reopened')) continue;
          for (const binId of event.binIds?.length ? event.binIds : ['']) {
            const since = heldSince.get(`${event.rule} ${binId}`) ?? Number.POSITIVE_INFINITY;
            expect(event.at - since).toBeGreaterThanOrEqual(HOLD_MS);
          }
        }
      }
    });
  });
});

/** The plainest model of a hold: since when a rule has said yes of a bin without a no. */
function watchHold(heldSince: Map<string, number>, judgement: Judgement, now: number): void {
  const { rule, binId = '', verdict, kind, late } = judgement;
  const key = `${rule} ${binId}`;
  if (verdict === undefined || (late && kind !== 'hazard')) return;
  if (!verdict.holds) heldSince.delete(key);
  else heldSince.set(key, Math.min(heldSince.get(key) ?? now, now));
}

function forgetBins(heldSince: Map<string, number>, from: number | undefined): void {
  const kept = from === undefined ? [] : ['', ...BINS.slice(from).map(({ id }) => id)];
  for (const key of heldSince.keys()) if (!kept.includes(key.split(' ')[1] ?? '')) heldSince.delete(key);
}

describe('a level that flips', () => {
  test('between two values for hours raises nothing twice', () => {
    const periods = fc.integer({ min: 10, max: 30 });
    const hours = fc.integer({ min: 1, max: 12 });
    const property = fc.property(periods, hours, (periodMinutes, length) => {
      const run = new Run({ restarts: false });
      for (let minute = 0; minute < length * 60; minute += 1) {
        run.now = T0 + minute * MINUTE_MS;
        const isFull = Math.floor(minute / periodMinutes) % 2 === 0;
        const verdict = isFull ? holds() : over();
        run.do({ do: 'judge', judgement: judgement({ verdict, holdMs: 5 * MINUTE_MS }) });
      }
      const kinds = run.store.events.map(({ kind }) => kind);
      expect(kinds.slice(0, 3)).toEqual(['fired', 'resolved', 'reopened'].slice(0, kinds.length));
      expect(kinds.filter((kind) => kind === 'fired')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'reopened').length).toBeLessThanOrEqual(
        periodMinutes === 30 ? 24 : 1,
      );
    });
    fc.assert(property, { numRuns: 20 });
  });
});
