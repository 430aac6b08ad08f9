import { expect, test } from 'vitest';
import type { BinState } from '../bin-state/bin-state.ts';
import { binFullSoon } from './bin-full-soon.ts';
import type { BinSubject } from './rule.ts';
import {
  binSubject,
  claimAt,
  emptiedAt,
  fallingSince,
  HOUR,
  NOW,
  newest,
  wordOf,
} from './subject.test-support.ts';

const soon = (bin: Partial<BinState>, differs?: Partial<BinSubject>, now = NOW) =>
  binFullSoon.judge(binFullSoon.defaults, binSubject(bin, differs), now);

test.each([
  // At 0.02 an hour.
  [0.77, 'notice'],
  [0.76, 'notice'],
  [0.75, 'cannot tell'],
  [0.72, 'cannot tell'],
  [0.71, 'cleared'],
  // Full, but not yet sure: it stays what it was.
  [0.9, 'notice'],
])('at %f: %s', (cleanLevel, word) => {
  expect(wordOf(soon({ cleanLevel }))).toBe(word);
});

test('its evidence shows what it was reckoned from', () => {
  expect(soon({ cleanLevel: 0.78 })).toMatchObject({
    evidence: {
      level: 0.78,
      at: NOW,
      fullLevel: 0.8,
      expectedFullAt: NOW + HOUR,
      ratePerHour: 0.02,
      basis: 'own-mean',
      seenHours: 48,
    },
  });
});

test('by the rate since it was emptied while there is no mean', () => {
  const subject = binSubject({ cleanLevel: 0.78, ratePerHour: 0.04 });
  delete subject.bin.meanRatePerHour;
  expect(binFullSoon.judge(binFullSoon.defaults, subject, NOW)).toMatchObject({
    evidence: { basis: 'since-emptied', ratePerHour: 0.04 },
  });
  delete subject.bin.ratePerHour;
  expect(binFullSoon.judge(binFullSoon.defaults, subject, NOW)).toBeUndefined();
});

test('a mean of a few hours is not believed, nor one of a bin that does not fill', () => {
  expect(soon({ cleanLevel: 0.78, filledBefore: { risen: 0.1, hours: 1 } })).toBeUndefined();
  expect(soon({ cleanLevel: 0.78, meanRatePerHour: 0 })).toBeUndefined();
});

test('looks further ahead while an advisory stands, and says so', () => {
  expect(soon({ cleanLevel: 0.7 }, { extraHours: 3 })).toMatchObject({
    severity: 'notice',
    evidence: { aheadHours: 5 },
  });
  expect(wordOf(soon({ cleanLevel: 0.7 }))).toBe('cleared');
  expect(soon({ cleanLevel: 0.77 })).toMatchObject({ evidence: { aheadHours: 2 } });
});

test('what may just have been emptied is not soon full', () => {
  expect(wordOf(soon({ cleanLevel: 0.77, away: fallingSince(NOW) }))).toBe('cannot tell');
  expect(wordOf(soon({ cleanLevel: 0.77, claims: [claimAt(NOW + 1)] }))).toBe('cannot tell');
});

test('time passes without a new level', () => {
  expect(wordOf(soon({ cleanLevel: 0.755 }, {}, NOW))).toBe('cannot tell');
  expect(wordOf(soon({ cleanLevel: 0.755 }, {}, NOW + HOUR / 3))).toBe('notice');
  expect(soon({ cleanLevel: 0.755 }, {}, NOW + HOUR)).toBeUndefined();
});

test('a clock that is off does not move the forecast', () => {
  const bin = { cleanLevel: 0.6, newest: newest(NOW, NOW + 5 * HOUR) };
  expect(wordOf(soon(bin, {}, NOW + 5 * HOUR))).toBe('cleared');
  expect(soon({ ...bin, cleanLevel: 0.78 }, {}, NOW + 5 * HOUR)).toMatchObject({
    evidence: { at: NOW, expectedFullAt: NOW + 6 * HOUR },
  });
});

test.each(['bin-full', 'bin-overflowing'] as const)('%s takes it over', (rule) => {
  const full = { cleanLevel: 0.85 };
  expect(wordOf(soon(full, { holdingSince: { 'bin-full-soon': NOW, [rule]: NOW } }))).toBe('superseded');
  expect(wordOf(soon(full, { holdingSince: { [rule]: NOW } }))).toBe('cleared');
});

test('emptied', () => {
  const differs = { holdingSince: { 'bin-full-soon': NOW - HOUR } };
  expect(soon({ cleanLevel: 0.1, lastEmptied: emptiedAt(NOW) }, differs)).toMatchObject({
    reason: 'emptied',
    evidence: { source: 'sensor', level: 0.1 },
  });
});
