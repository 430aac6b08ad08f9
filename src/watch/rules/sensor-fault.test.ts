import { expect, test } from 'vitest';
import type { BinState } from '../bin-state/bin-state.ts';
import { sensorFault } from './sensor-fault.ts';
import { binSubject, HOUR, NOW, wordOf } from './subject.test-support.ts';

const judge = (bin: Partial<BinState>, now = NOW, settings = sensorFault.defaults) =>
  sensorFault.judge(settings, binSubject(bin), now);

test.each([
  ['no-echo', 'noEchoSince', 'noEcho'],
  ['stuck', 'stuckSince', 'stuck'],
  ['flipping', 'flippingSince', 'flipping'],
] as const)('%s', (fault, since, key) => {
  const signs = { [since]: NOW - HOUR };
  expect(judge(signs)).toEqual({
    holds: true,
    severity: 'notice',
    evidence: { faults: [fault], since: NOW - HOUR },
  });
  expect(wordOf(judge(signs, NOW, { ...sensorFault.defaults, [key]: false }))).toBe('cleared');
  expect(wordOf(judge(signs, NOW + HOUR))).toBe('cannot tell');
});

test('several at once make one, since the first', () => {
  expect(judge({ noEchoSince: NOW - 2 * HOUR, stuckSince: NOW - HOUR })).toMatchObject({
    evidence: { faults: ['no-echo', 'stuck'], since: NOW - 2 * HOUR },
  });
});

test('none, or a bin that was never heard of', () => {
  expect(wordOf(judge({}))).toBe('cleared');
  const subject = binSubject();
  delete subject.bin.newest;
  expect(sensorFault.judge(sensorFault.defaults, subject, NOW)).toBeUndefined();
});
