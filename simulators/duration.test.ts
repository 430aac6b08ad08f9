import { expect, it } from 'vitest';
import { parseDuration, sayDuration } from './duration.ts';

it.each([
  ['45s', 45_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
  ['30d', 2_592_000_000],
])('reads %s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', '10', 'm', '-5m', '1w', '1h30m'])('does not read "%s"', (text) => {
  expect(() => parseDuration(text)).toThrow(/cannot read duration/);
});

it('says durations in two units at most', () => {
  expect(sayDuration(14 * 86_400_000)).toBe('14 d');
  expect(sayDuration(5_400_000)).toBe('1 h 30 m');
  expect(sayDuration(90_061_000)).toBe('1 d 1 h');
  expect(sayDuration(0)).toBe('0 s');
});
