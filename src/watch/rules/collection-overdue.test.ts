import { expect, test } from 'vitest';
import type { BinState, LastEmptied } from '../bin-state/bin-state.ts';
import { collectionOverdue } from './collection-overdue.ts';
import { binSubject, emptiedAt, fallingSince, wordOf } from './subject.test-support.ts';

const at = (text: string) => Date.parse(`2026-11-${text}+08:00`);

function overdue(fullSince: string | undefined, now: string, lastEmptied?: LastEmptied) {
  const holdingSince = fullSince ? { 'bin-full': at(fullSince) } : { 'collection-overdue': at('24T08:00') };
  const bin = { cleanLevel: 0.85, ...(lastEmptied && { lastEmptied }) };
  return collectionOverdue.judge(collectionOverdue.defaults, binSubject(bin, { holdingSince }), at(now));
}

test.each([
  ['24T08:00', '24T09:59', 'cleared'],
  ['24T08:00', '24T10:00', 'critical'],
  ['24T21:00', '24T23:59', 'cleared'],
  ['24T21:00', '25T06:59', 'cleared'],
  ['24T21:00', '25T07:00', 'critical'],
  ['24T23:00', '25T07:59', 'cleared'],
  ['24T23:00', '25T08:00', 'critical'],
])('full since %s, at %s: %s', (fullSince, now, word) => {
  expect(wordOf(overdue(fullSince, now))).toBe(word);
});

test('its evidence counts service time, not that of the clock', () => {
  expect(overdue('24T21:00', '25T08:00')).toMatchObject({
    evidence: { fullSince: at('24T21:00'), serviceMinutes: 180, limitMinutes: 120 },
  });
});

test('runs however old the level is: silence collects nothing', () => {
  expect(wordOf(overdue('24T08:00', '25T21:00'))).toBe('critical');
});

test('stays overdue, however long nobody serves', () => {
  const holdingSince = { 'bin-full': at('24T08:00'), 'collection-overdue': at('24T10:00') };
  const subject = binSubject({ cleanLevel: 0.7 }, { holdingSince, serviceHours: [] });
  expect(wordOf(collectionOverdue.judge(collectionOverdue.defaults, subject, at('26T08:00')))).toBe(
    'critical',
  );
});

test('the reading that shows it emptied finds nothing overdue, and ends what is', () => {
  const lastEmptied = emptiedAt(at('24T09:30'));
  expect(wordOf(overdue('24T08:00', '24T10:00', lastEmptied))).toBe('cleared');
  const holdingSince = { 'bin-full': at('24T08:00'), 'collection-overdue': at('24T10:00') };
  const subject = binSubject({ cleanLevel: 0.1, lastEmptied }, { holdingSince });
  expect(wordOf(collectionOverdue.judge(collectionOverdue.defaults, subject, at('24T10:10')))).toBe(
    'emptied',
  );
});

test('what may just have been emptied in time is not yet overdue', () => {
  const holdingSince = { 'bin-full': at('24T08:00') };
  const judge = (bin: Partial<BinState>, holding = holdingSince) =>
    wordOf(
      collectionOverdue.judge(
        collectionOverdue.defaults,
        binSubject({ cleanLevel: 0.85, ...bin }, { holdingSince: holding }),
        at('24T10:00'),
      ),
    );
  const away = fallingSince(at('24T09:55'));
  expect(judge({ away })).toBe('cannot tell');
  expect(judge({})).toBe('critical');
  expect(judge({ away }, { ...holdingSince, ...{ 'collection-overdue': at('24T09:00') } })).toBe('critical');
});

test('ends with bin-full, and says why', () => {
  expect(wordOf(overdue(undefined, '24T10:00'))).toBe('cleared');
  expect(overdue(undefined, '24T10:00', emptiedAt(at('24T09:30')))).toMatchObject({
    reason: 'emptied',
    evidence: { source: 'sensor' },
  });
});
