import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BinState, type LevelReading, reviveBinState } from './bin-state.ts';
import { judgeReading, noteEmptiedClaim } from './judge-reading.ts';
import { emptyingsOf, HOUR_MS, hourly, judgeAll, newBin, readingAt, START } from './series.test-support.ts';
import { DEFAULT_BIN_SETTINGS } from './settings.ts';

describe('what the sensor could not see', () => {
  test.each([
    ['no echo, which the door has rejected as too far', { distanceMm: 2_540, quality: 1 }, 'no-echo', 1],
    ['no echo, in a bin so deep that it looks empty', { distanceMm: 2_540, quality: 0 }, 'no-echo', 1],
    ['a number out of range', { quality: 1 }, 'out-of-range', 1],
    ['an open lid', { lidOpen: true }, 'lid-open', 2],
    ['a tilted sensor', { tiltDeg: -45 }, 'tilted', 2],
  ] as const)('%s counts nowhere', (_, level, flag, quality) => {
    const state = newBin();
    judgeAll(state, hourly([0.5, 0.5]));
    const judged = judgeReading(state, readingAt(2, 0, { level }), DEFAULT_BIN_SETTINGS);
    expect(judged).toEqual({ quality, flag });
    expect(state).toMatchObject({ cleanLevel: 0.5, cleanAt: START + HOUR_MS, window: { length: 2 } });
    expect(state.newest).toMatchObject({ seq: 120, quality, flag });
  });

  test('a reading in the blind zone counts, with suspicion', () => {
    const state = newBin();
    judgeAll(state, hourly([0.8, 0.85]));
    const judged = judgeReading(
      state,
      readingAt(2, 0.9, { level: { distanceMm: 100 } }),
      DEFAULT_BIN_SETTINGS,
    );
    expect(judged).toEqual({ quality: 3, flag: 'blind-zone' });
    expect(state.cleanLevel).toBe(0.9);
  });

  test('silence of the echo lasts from the first to the next that is heard, whatever the lid does', () => {
    const state = newBin();
    const deaf = { level: { distanceMm: 2_540 } };
    judgeAll(state, [readingAt(0, 0.5), readingAt(1, 0, deaf), readingAt(2, 0, deaf)]);
    judgeAll(state, [readingAt(3, 0.5, { level: { lidOpen: true } })]);
    expect(state.noEchoSince).toBe(START + HOUR_MS);
    judgeAll(state, [readingAt(4, 0.5)]);
    expect(state.noEchoSince).toBeUndefined();
  });
});

describe('the order of readings', () => {
  test('an older number of the same boot changes nothing, whatever its time', () => {
    const state = newBin();
    judgeAll(state, hourly([0.3, 0.35, 0.4]));
    const before = structuredClone(state);
    const outdated = readingAt(1.5, 0.9, { stamp: { at: START + 9 * HOUR_MS } });
    expect(judgeReading(state, outdated, DEFAULT_BIN_SETTINGS)).toEqual({ quality: 0, flag: 'outdated' });
    expect(judgeReading(state, readingAt(2, 0.4), DEFAULT_BIN_SETTINGS).flag).toBe('outdated');
    expect(state).toEqual(before);
  });

  test('another boot counts from its time', () => {
    const state = newBin();
    judgeAll(state, hourly([0.3, 0.35, 0.4]));
    const stamp = { bootId: 'next', seq: 0 };
    expect(judgeReading(state, readingAt(1.5, 0.5, { stamp }), DEFAULT_BIN_SETTINGS).flag).toBe('outdated');
    expect(judgeReading(state, readingAt(3, 0.5, { stamp }), DEFAULT_BIN_SETTINGS).quality).toBe(4);
  });

  test('readings that come late but in order tell what happened meanwhile', () => {
    const levels = [0.8, 0.85, 0.9, 0.05, 0.05, 0.1, 0.1, 0.15];
    const late = hourly(levels).map(({ stamp, level }) => ({
      stamp: { ...stamp, late: true, receivedAt: START + 20 * HOUR_MS },
      level,
    }));
    const [emptying, ...others] = emptyingsOf(judgeAll(newBin(), late));
    expect(emptying).toMatchObject({ at: START + 3 * HOUR_MS, detectedAt: START + 20 * HOUR_MS });
    expect(others).toEqual([]);
  });
});

test('a bin that changes its stream begins anew, but keeps its place in the order', () => {
  const state = newBin();
  judgeAll(state, hourly([0.8, 0.85, 0.9, 0.9]));
  noteEmptiedClaim(state, { at: START, receivedAt: START, source: 'crew' }, DEFAULT_BIN_SETTINGS);
  const judged = judgeAll(state, [readingAt(4, 0.1, { level: { stream: 'food' } })]);
  expect(judged).toEqual([{ quality: 4 }]);
  expect(state).toMatchObject({ stream: 'food', cleanLevel: 0.1, claims: [], window: { length: 1 } });
  expect(judgeAll(state, [readingAt(3, 0.9)])).toEqual([{ quality: 0, flag: 'outdated' }]);
});

/** What a bad sensor with honest moments may send in 60 hours. */
const anySeries = fc
  .array(
    fc.record({
      gapHours: fc.constantFrom(0.25, 1, 1, 1, 5, 30),
      fillLevel: fc.constantFrom(0.05, 0.1, 0.3, 0.5, 0.85, 0.9),
      lidOpen: fc.constantFrom(false, false, false, true),
      claims: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let hour = 0;
    return steps.map(({ gapHours, fillLevel, lidOpen, claims }) => {
      hour += gapHours;
      return { reading: readingAt(hour, fillLevel, { level: { lidOpen } }), claims };
    });
  });

test('a restart at any point changes nothing', () => {
  fc.assert(
    fc.property(anySeries, (series) => {
      const steady = newBin();
      let restarted = newBin();
      for (const { reading, claims } of series) {
        restarted = reviveBinState(JSON.parse(JSON.stringify(restarted)));
        expect(step(restarted, reading, claims)).toEqual(step(steady, reading, claims));
        expect(restarted).toStrictEqual(steady);
      }
    }),
  );
});

test('readings that arrive again or out of order leave no trace', () => {
  fc.assert(
    fc.property(anySeries, fc.array(fc.nat(), { maxLength: 20 }), (series, places) => {
      const steady = newBin();
      const disturbed = newBin();
      for (const [i, { reading, claims }] of series.entries()) {
        expect(step(disturbed, reading, claims)).toEqual(step(steady, reading, claims));
        const old = series[(places[i % places.length] ?? i) % (i + 1)];
        if (old) judgeReading(disturbed, old.reading, DEFAULT_BIN_SETTINGS);
      }
      expect(disturbed).toStrictEqual(steady);
    }),
  );
});

function step(state: BinState, reading: LevelReading, claims: boolean): unknown[] {
  const { at } = reading.stamp;
  const claimed = claims
    ? noteEmptiedClaim(state, { at, receivedAt: at, source: 'message' }, DEFAULT_BIN_SETTINGS)
    : undefined;
  return [claimed, judgeReading(state, reading, DEFAULT_BIN_SETTINGS)];
}
