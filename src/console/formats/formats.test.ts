import { expect, test } from 'vitest';
import { ageOf } from './age.ts';
import { formatInstant, shortestStyle } from './instant.ts';
import { formatNumber, formatPercent } from './number.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test.each([
  [-5_000, 'now', 0],
  [59_999, 'now', 0],
  [MINUTE_MS, 'minutes', 1],
  [HOUR_MS - 1, 'minutes', 59],
  [HOUR_MS, 'hours', 1],
  [48 * HOUR_MS - 1, 'hours', 47],
  [48 * HOUR_MS, 'days', 2],
])('%d ms ago: %s %d', (ms, unit, count) => {
  expect(ageOf(1_000_000_000, 1_000_000_000 + ms)).toEqual({ unit, count });
});

test('an instant is told in the zone that is asked, not in the one of the machine', () => {
  const at = '2026-10-31T17:05:09Z';
  const options = { zone: 'Asia/Shanghai', style: 'full' } as const;
  expect(formatInstant(at, { ...options, language: 'en' })).toBe('01/11/2026, 01:05:09');
  expect(formatInstant(at, { ...options, language: 'zh-CN' })).toBe('2026/11/01 01:05:09');
  expect(formatInstant(at, { language: 'en', zone: 'UTC', style: 'time' })).toBe('17:05');
});

test('midnight is 00:00 in both languages', () => {
  for (const language of ['zh-CN', 'en'] as const)
    expect(formatInstant('2026-10-31T16:00:00Z', { language, zone: 'Asia/Shanghai', style: 'time' })).toBe(
      '00:00',
    );
});

test('what is of today in the zone is told by its time alone', () => {
  const now = Date.parse('2026-11-01T01:00:00+08:00');
  expect(shortestStyle('2026-10-31T16:30:00Z', now, 'Asia/Shanghai')).toBe('time');
  expect(shortestStyle('2026-10-31T15:30:00Z', now, 'Asia/Shanghai')).toBe('day-time');
  expect(shortestStyle('2026-10-31T15:30:00Z', now, 'UTC')).toBe('time');
});

test('numbers', () => {
  expect(formatPercent(0.804, 'zh-CN')).toBe('80%');
  expect(formatPercent(0.804, 'en', 1)).toBe('80.4%');
  expect(formatNumber(12_345.6, 'en', { maximumFractionDigits: 0 })).toBe('12,346');
});
