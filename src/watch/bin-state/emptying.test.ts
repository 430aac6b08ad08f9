import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Emptying } from '../../model/emptying.ts';
import type { BinState, EmptiedClaim } from './bin-state.ts';
import { judgeReading, noteEmptiedClaim } from './judge-reading.ts';
import {
  emptyingsOf,
  HOUR_MS,
  hourly,
  judgeAll,
  newBin,
  readingAt,
  repeated,
  rising,
  START,
} from './series.test-support.ts';
import { DEFAULT_BIN_SETTINGS } from './settings.ts';

const FULL = rising(0.5, 0.9, 9);
/** The hour of the first low reading after FULL. */
const LOW_HOUR = 9;

describe('seen by the sensor alone', () => {
  test('the fall must stay: the fourth low reading makes it certain, the first dates it', () => {
    const judged = judgeAll(newBin(), hourly([...FULL, 0.1, 0.1, 0.12, 0.12, 0.15]));
    expect(judged.slice(LOW_HOUR).map(({ quality }) => quality)).toEqual([3, 3, 3, 4, 4]);
    expect(emptyingsOf(judged)).toEqual([
      {
        type: 'emptying',
        id: 'S1/A/boot/540',
        station: 'S1',
        grid: 'G1',
        binId: 'A',
        stream: 'residual',
        at: START + LOW_HOUR * HOUR_MS,
        source: 'sensor',
        levelBefore: 0.9,
        levelAfter: 0.1,
        detectedAt: START + (LOW_HOUR + 3) * HOUR_MS,
      },
    ]);
    expect(judged[LOW_HOUR + 3]?.emptied).toBeDefined();
  });

  test('after a long silence the second low reading makes it certain', () => {
    const judged = judgeAll(newBin(), [...hourly(FULL), ...hourly([0.05, 0.1], 30)]);
    expect(emptyingsOf(judged)).toMatchObject([{ at: START + 30 * HOUR_MS, levelBefore: 0.9 }]);
    expect(judged.at(-1)?.emptied).toBeDefined();
  });

  test('a first step down, then the rest: the reading that fell far enough dates it', () => {
    const daily = [0.2, 0.4, 0.8, 0.8, 0.55, 0.05, 0.05].map((level, day) => readingAt(24 * day, level));
    expect(emptyingsOf(judgeAll(newBin(), daily))).toMatchObject([{ at: START + 120 * HOUR_MS }]);
  });

  test.each([
    ['a fall of less than 0.35', [...FULL, ...repeated(0.6, 10)]],
    [
      'spikes of one to three readings',
      [...FULL, 0.1, 0.9, 0.1, 0.2, 0.9, 0.9, 0.9, 0.1, 0.1, 0.3, 0.9, 0.9],
    ],
    ['a first reading that no second one confirms', [0.9, ...repeated(0.1, 10)]],
    ['settling in small steps', rising(0.9, 0.1, 20)],
  ])('%s is none', (_, levels) => {
    expect(emptyingsOf(judgeAll(newBin(), hourly(levels)))).toEqual([]);
  });

  test('a spike leaves the clean level where it was', () => {
    const state = newBin();
    judgeAll(state, hourly([...FULL, 0.1, 0.1]));
    expect(state).toMatchObject({ cleanLevel: 0.9, cleanAt: START + (LOW_HOUR - 1) * HOUR_MS });
  });

  test('a rise is believed by the third of five', () => {
    const state = newBin();
    const judged = judgeAll(state, hourly([...repeated(0.2, 5), 0.7, 0.7, 0.7]));
    expect(judged.slice(5).map(({ quality }) => quality)).toEqual([3, 3, 4]);
    expect(state.cleanLevel).toBe(0.7);
  });
});

describe('said by the station or the crew', () => {
  const claimAt = (hour: number, source: EmptiedClaim['source'] = 'message'): EmptiedClaim => ({
    at: START + hour * HOUR_MS,
    receivedAt: START + hour * HOUR_MS,
    source,
  });

  function fullBin(): BinState {
    const state = newBin();
    judgeAll(state, hourly(FULL));
    return state;
  }

  test('two low readings confirm it, and it dates the emptying', () => {
    const state = fullBin();
    const claim = { ...claimAt(8.5), operator: 'op-7' };
    expect(noteEmptiedClaim(state, claim, DEFAULT_BIN_SETTINGS)).toBeUndefined();
    const judged = judgeAll(state, hourly([0.1, 0.1, 0.1, 0.1, 0.1], LOW_HOUR));
    expect(judged[1]?.emptied).toMatchObject({
      id: 'S1/A/boot/540',
      at: claim.at,
      source: 'message',
      operator: 'op-7',
    });
    expect(emptyingsOf(judged)).toHaveLength(1);
    expect(state).toMatchObject({ cleanLevel: 0.1, claims: [] });
  });

  test('a tap after the low readings confirms them at once; they came first, so they date it', () => {
    const state = fullBin();
    judgeAll(state, hourly([0.1, 0.1], LOW_HOUR));
    const emptied = noteEmptiedClaim(state, claimAt(10.5, 'crew'), DEFAULT_BIN_SETTINGS);
    expect(emptied).toMatchObject({ at: START + LOW_HOUR * HOUR_MS, source: 'sensor' });
    expect(emptyingsOf(judgeAll(state, hourly([0.1, 0.1, 0.1, 0.1], 11)))).toEqual([]);
  });

  test('of a message and a tap the earlier dates it', () => {
    const state = fullBin();
    noteEmptiedClaim(state, claimAt(8.7, 'message'), DEFAULT_BIN_SETTINGS);
    noteEmptiedClaim(state, claimAt(8.4, 'crew'), DEFAULT_BIN_SETTINGS);
    const emptied = emptyingsOf(judgeAll(state, hourly([0.1, 0.1, 0.1], LOW_HOUR)));
    expect(emptied).toMatchObject([{ at: claimAt(8.4).at, source: 'crew' }]);
  });

  test('what no level confirms stays a claim', () => {
    const state = fullBin();
    noteEmptiedClaim(state, claimAt(8.5), DEFAULT_BIN_SETTINGS);
    expect(emptyingsOf(judgeAll(state, hourly(repeated(0.9, 10), LOW_HOUR)))).toEqual([]);
    expect(state.claims).toMatchObject([{ at: claimAt(8.5).at, denied: true }]);
  });

  test('a claim that the level has contradicted does not date a later emptying', () => {
    const state = fullBin();
    noteEmptiedClaim(state, claimAt(8.2), DEFAULT_BIN_SETTINGS);
    const judged = judgeAll(state, hourly([0.9, 0.9, 0.1, 0.1, 0.1, 0.1], LOW_HOUR));
    expect(emptyingsOf(judged)).toMatchObject([{ at: START + (LOW_HOUR + 2) * HOUR_MS, source: 'sensor' }]);
  });

  test('what repeats the last emptying makes no second one', () => {
    const state = fullBin();
    judgeAll(state, hourly([0.1, 0.1, 0.1, 0.1], LOW_HOUR));
    expect(noteEmptiedClaim(state, claimAt(8.5, 'crew'), DEFAULT_BIN_SETTINGS)).toBeUndefined();
    expect(emptyingsOf(judgeAll(state, hourly([0.1, 0.1, 0.1], 13)))).toEqual([]);
    expect(state).toMatchObject({ claims: [], lastEmptied: { at: START + LOW_HOUR * HOUR_MS } });
  });

  test('a bin that was nearly empty before was emptied all the same', () => {
    const state = newBin();
    judgeAll(state, hourly([0.1, 0.12, 0.14]));
    noteEmptiedClaim(state, claimAt(2.5), DEFAULT_BIN_SETTINGS);
    const emptied = emptyingsOf(judgeAll(state, hourly([0.05, 0.05, 0.06, 0.07, 0.08], 3)));
    expect(emptied).toMatchObject([{ at: claimAt(2.5).at, levelBefore: 0.14, levelAfter: 0.05 }]);
  });

  test('a tap and its low readings make the same emptying in any order', () => {
    const lows = hourly([0.1, 0.1, 0.1], LOW_HOUR);
    const facts = Array.from({ length: lows.length + 1 }, (_, place) => {
      const state = fullBin();
      const emptied: (Emptying | undefined)[] = judgeAll(state, lows.slice(0, place)).map((j) => j.emptied);
      emptied.push(noteEmptiedClaim(state, claimAt(8.5, 'crew'), DEFAULT_BIN_SETTINGS));
      emptied.push(...judgeAll(state, lows.slice(place)).map((judged) => judged.emptied));
      return emptied.flatMap((one) => (one ? [{ id: one.id, at: one.at, source: one.source }] : []));
    });
    expect(facts).toEqual(repeatedFact(facts.length));
  });

  function repeatedFact(count: number): unknown[] {
    const fact = { id: 'S1/A/boot/540', at: claimAt(8.5).at, source: 'crew' };
    return Array.from({ length: count }, () => [fact]);
  }
});

test('a bin that only fills is never emptied', () => {
  const steps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(steps, (levels) => {
      const sorted = levels.toSorted((a, b) => a - b);
      expect(emptyingsOf(judgeAll(newBin(), hourly(sorted)))).toEqual([]);
    }),
  );
});

test('a clean sawtooth has exactly its emptyings', () => {
  const tooth = fc.record({
    bottom: fc.double({ min: 0, max: 0.15, noNaN: true }),
    top: fc.double({ min: 0.75, max: 1, noNaN: true }),
    hours: fc.integer({ min: 12, max: 48 }),
  });
  fc.assert(
    fc.property(fc.array(tooth, { minLength: 1, maxLength: 10 }), (teeth) => {
      const state = newBin();
      const expected: number[] = [];
      const found: number[] = [];
      let hour = 0;
      for (const { bottom, top, hours } of teeth) {
        if (hour > 0) expected.push(START + hour * HOUR_MS);
        for (const level of rising(bottom, top, hours)) {
          const { emptied } = judgeReading(state, readingAt(hour, level), DEFAULT_BIN_SETTINGS);
          if (emptied) found.push(emptied.at);
          hour += 1;
        }
      }
      expect(found).toEqual(expected);
    }),
  );
});
