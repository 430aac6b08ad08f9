// bin-full and bin-overflowing: two thresholds.
import { describe, expect, test } from 'vitest';
import type { BinState } from '../bin-state/bin-state.ts';
import { binFull } from './bin-full.ts';
import { binOverflowing } from './bin-overflowing.ts';
import type { BinSubject } from './rule.ts';
import {
  binSubject,
  claimAt,
  emptiedAt,
  fallingSince,
  HOUR,
  MINUTE,
  NOW,
  newest,
  wordOf,
} from './subject.test-support.ts';

const full = (bin: Partial<BinState>, differs?: Partial<BinSubject>, now = NOW) =>
  binFull.judge(binFull.defaults, binSubject(bin, differs), now);

describe('bin-full', () => {
  test.each([
    [0.79, 'cannot tell'],
    [0.8, 'warning'],
    [1, 'warning'],
    [0.6, 'cannot tell'],
    [0.59, 'cleared'],
    [0, 'cleared'],
  ])('at %f: %s', (cleanLevel, word) => {
    expect(wordOf(full({ cleanLevel }))).toBe(word);
  });

  test('its evidence is the level, its time and the threshold', () => {
    expect(full({ cleanLevel: 0.83 })).toMatchObject({ evidence: { level: 0.83, at: NOW, threshold: 0.8 } });
  });

  test('a level that flips over the threshold for hours never clears', () => {
    const words = Array.from({ length: 50 }, (_, i) =>
      wordOf(full({ cleanLevel: i % 2 === 0 ? 0.85 : 0.65 })),
    );
    expect(new Set(words)).toEqual(new Set(['warning', 'cannot tell']));
  });

  test('one reading raises nothing', () => {
    const with2nd = (level: number, doubted = false) => {
      const window = [
        { level, at: NOW - MINUTE, doubted },
        { level: 0.9, at: NOW, doubted: false },
      ];
      return wordOf(full({ cleanLevel: 0.9, window }));
    };
    expect(with2nd(0.5)).toBe('cannot tell');
    expect(with2nd(0.9, true)).toBe('cannot tell');
    expect(with2nd(0.9)).toBe('warning');
  });

  test('while it may have been emptied nobody can tell', () => {
    const away = fallingSince(NOW);
    expect(wordOf(full({ cleanLevel: 0.9, away }))).toBe('cannot tell');
    expect(wordOf(full({ cleanLevel: 0.9, away: { ...away, below: false } }))).toBe('warning');
    expect(wordOf(full({ cleanLevel: 0.9, away, flippingSince: NOW - HOUR }))).toBe('warning');
    expect(wordOf(full({ cleanLevel: 0.9, claims: [claimAt(NOW + 1)] }))).toBe('cannot tell');
    expect(wordOf(full({ cleanLevel: 0.9, claims: [claimAt(NOW - 1)] }))).toBe('warning');
    expect(wordOf(full({ cleanLevel: 0.9, claims: [{ ...claimAt(NOW + 1), denied: true }] }))).toBe(
      'warning',
    );
  });

  test.each(['newest', 'cleanLevel', 'cleanAt'] as const)('without %s nothing can be told', (key) => {
    const subject = binSubject({ cleanLevel: 0.9 });
    delete subject.bin[key];
    expect(binFull.judge(binFull.defaults, subject, NOW)).toBeUndefined();
  });

  test('a level counts for three periods', () => {
    const old = (minutes: number) => wordOf(full({ cleanLevel: 0.9 }, {}, NOW + minutes * MINUTE));
    expect(old(30)).toBe('warning');
    expect(old(31)).toBe('cannot tell');
    const heardOnly = { cleanLevel: 0.9, cleanAt: NOW, newest: newest(NOW + HOUR) };
    expect(wordOf(full(heardOnly, {}, NOW + HOUR))).toBe('cannot tell');
  });

  test('a station whose clock is hours off is judged like any other', () => {
    const bin = { cleanLevel: 0.9, newest: newest(NOW, NOW + 3 * HOUR) };
    expect(wordOf(full(bin, {}, NOW + 3 * HOUR))).toBe('warning');
  });

  test('emptied only by what came since it began', () => {
    const lastEmptied = emptiedAt(NOW - HOUR);
    const low = (since: number) =>
      full({ cleanLevel: 0.1, lastEmptied }, { holdingSince: { 'bin-full': since } });
    expect(low(NOW - 2 * HOUR)).toMatchObject({
      reason: 'emptied',
      evidence: { emptiedAt: NOW - HOUR, source: 'sensor', levelBefore: 0.9, levelAfter: 0.1 },
    });
    expect(low(NOW - MINUTE)).toMatchObject({ reason: 'cleared', evidence: { level: 0.1 } });
    expect(wordOf(full({ cleanLevel: 0.1, lastEmptied }))).toBe('cleared');
  });
});

test('bin-overflowing: at once and critical, from its own thresholds', () => {
  const at = (cleanLevel: number) =>
    wordOf(binOverflowing.judge(binOverflowing.defaults, binSubject({ cleanLevel }), NOW));
  expect([0.94, 0.95, 0.85, 0.84].map(at)).toEqual(['cannot tell', 'critical', 'cannot tell', 'cleared']);
  expect(binOverflowing.defaults.holdMinutes).toBe(0);
});
