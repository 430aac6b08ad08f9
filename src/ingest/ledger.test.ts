// The delivery ledger against a model that remembers every single message.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LEDGER_BOUNDS, type LedgerBounds, type LedgerFrame, StationLedger } from './ledger.ts';

const BOUNDS: LedgerBounds = { boots: 3, days: 36, ranges: 4, maxJump: 10 };
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 2, 1);

interface Arrival extends LedgerFrame {
  afterDays: number;
}

const arrivals = fc.array(
  fc.record({
    bootId: fc.constantFrom('a', 'b', 'c', 'd'),
    seq: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 12 }) }, fc.integer({ min: 0, max: 60 })),
    observedAt: fc.integer({ min: 0, max: 5 }),
    afterDays: fc.constantFrom(0, 0, 0, 0, 20),
  }) satisfies fc.Arbitrary<Arrival>,
  { maxLength: 60 },
);

/** As protocol.md says it, with no thought of speed. */
class Model {
  readonly boots = new Map<
    string,
    { numbers: Set<number>; newestObservedAt: number; lastReceivedAt: number }
  >();

  judge({ bootId, seq, observedAt }: LedgerFrame, now: number): string {
    const boot = this.boots.get(bootId);
    if (!boot) return this.#living(now).length < BOUNDS.boots ? 'new' : 'too-many-boots';
    if (boot.numbers.has(seq)) return observedAt > boot.newestObservedAt ? 'seq-reused' : 'duplicate';
    return holesOf(new Set([...boot.numbers, seq])).length + 1 > BOUNDS.ranges ? 'seq-gaps' : 'new';
  }

  record({ bootId, seq, observedAt }: LedgerFrame, now: number): void {
    if (!this.boots.has(bootId)) {
      const living = this.#living(now);
      for (const id of this.boots.keys()) if (!living.includes(id)) this.boots.delete(id);
    }
    const boot = this.boots.get(bootId) ?? {
      numbers: new Set(),
      newestObservedAt: observedAt,
      lastReceivedAt: now,
    };
    boot.numbers.add(seq);
    boot.newestObservedAt = Math.max(boot.newestObservedAt, observedAt);
    boot.lastReceivedAt = now;
    this.boots.set(bootId, boot);
  }

  get missing(): number {
    return [...this.boots.values()]
      .flatMap(({ numbers }) => holesOf(numbers))
      .filter((hole) => hole < BOUNDS.maxJump)
      .reduce((sum, hole) => sum + hole, 0);
  }

  #living(now: number): string[] {
    return [...this.boots]
      .filter(([, b]) => b.lastReceivedAt >= now - BOUNDS.days * DAY_MS)
      .map(([id]) => id);
  }
}

function holesOf(numbers: ReadonlySet<number>): number[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.slice(1).flatMap((number, index) => {
    const hole = number - (sorted[index] ?? 0) - 1;
    return hole > 0 ? [hole] : [];
  });
}

test('knows duplicates exactly, counts what is missing exactly, stays in its bounds', () => {
  fc.assert(
    fc.property(arrivals, (sequence) => {
      const ledger = new StationLedger(BOUNDS);
      const model = new Model();
      let now = NOW;
      for (const { afterDays, ...frame } of sequence) {
        now += afterDays * DAY_MS;
        const judgement = ledger.judge(frame, now);
        expect(judgement).toBe(model.judge(frame, now));
        // What the bounds refuse is not taken in, also when somebody asks for it.
        ledger.record(frame, now);
        if (judgement !== 'seq-gaps' && judgement !== 'too-many-boots') model.record(frame, now);
        expect(ledger.missing).toBe(model.missing);
        expect(new Set(ledger.boots().map(({ bootId }) => bootId))).toEqual(new Set(model.boots.keys()));
        expect(ledger.boots().length).toBeLessThanOrEqual(BOUNDS.boots);
        for (const { record } of ledger.boots())
          expect(record.ranges.length).toBeLessThanOrEqual(BOUNDS.ranges);
      }
    }),
    { numRuns: 300 },
  );
});

test('goes on from what was stored as if it had never stopped', () => {
  fc.assert(
    fc.property(arrivals, fc.nat({ max: 60 }), (sequence, cut) => {
      const whole = new StationLedger(BOUNDS);
      let resumed = new StationLedger(BOUNDS);
      let now = NOW;
      for (const [index, { afterDays, ...frame }] of sequence.entries()) {
        now += afterDays * DAY_MS;
        if (index === cut) {
          const stored = resumed
            .boots()
            .map(({ bootId, record }) => [bootId, structuredClone(record)] as const);
          resumed = new StationLedger(BOUNDS, stored);
        }
        expect(resumed.judge(frame, now)).toBe(whole.judge(frame, now));
        expect(resumed.record(frame, now)).toBe(whole.record(frame, now));
      }
      expect(new Set(resumed.boots())).toEqual(new Set(whole.boots()));
    }),
  );
});

describe('with its real bounds', () => {
  const at = (seq: number, observedAt = NOW): LedgerFrame => ({ bootId: 'a', seq, observedAt });
  const ledgerOf = (...numbers: number[]) => {
    const ledger = new StationLedger(DEFAULT_LEDGER_BOUNDS);
    return { ledger, jumps: numbers.filter((seq) => ledger.record(at(seq), NOW)).length };
  };

  test('a hole is missing until it is filled', () => {
    const { ledger } = ledgerOf(7, 8, 12);
    expect(ledger.missing).toBe(3);
    for (const seq of [9, 11, 10]) ledger.record(at(seq), NOW);
    expect(ledger.missing).toBe(0);
  });

  test('what came before the first number is not missing', () => {
    expect(ledgerOf(5_000, 5_001).ledger.missing).toBe(0);
  });

  test.each([
    [[0, 100_000], 99_999, 0],
    [[0, 100_001], 0, 1],
    [[500_000, 3], 0, 1],
    [[0, 4_294_967_295, 4_294_967_294], 0, 1],
    [[0, 1_000_000, 500_000], 0, 2],
  ])('a jump over 100,000 is a new start, not missing messages: %j', (numbers, missing, jumps) => {
    const made = ledgerOf(...numbers);
    expect(made.ledger.missing).toBe(missing);
    expect(made.jumps).toBe(jumps);
  });

  test('64 boots, and one more once the oldest was silent for 36 days', () => {
    const ledger = new StationLedger(DEFAULT_LEDGER_BOUNDS);
    for (let boot = 0; boot < 64; boot++)
      ledger.record({ bootId: `b${boot}`, seq: 1, observedAt: NOW }, NOW + boot);
    const next = { bootId: 'next', seq: 1, observedAt: NOW };
    expect(ledger.judge(next, NOW + 36 * DAY_MS)).toBe('too-many-boots');
    expect(ledger.judge(next, NOW + 36 * DAY_MS + 1)).toBe('new');
    ledger.record(next, NOW + 36 * DAY_MS + 1);
    expect(ledger.bootRecord('b0')).toBeUndefined();
    expect(ledger.boots()).toHaveLength(64);
    // One boot made room for one boot.
    expect(ledger.judge({ ...next, bootId: 'after' }, NOW + 36 * DAY_MS + 1)).toBe('too-many-boots');
  });
});
