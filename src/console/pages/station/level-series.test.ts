import { expect, test } from 'vitest';
import { levelLines, levelRows } from './level-series.ts';

const HOUR_MS = 3_600_000;
const MIDNIGHT = Date.parse('2026-11-23T00:00:00+08:00');
const point = (binId: string, hours: number, level: number) => ({
  binId,
  at: MIDNIGHT + hours * HOUR_MS,
  level,
});

test('bins that report at other times share the times; a long silence breaks a line', () => {
  const points = [point('b', 0.5, 0.5), point('a', 1, 0.2), point('a', 0, 0.1), point('a', 5, 0.3)];
  const { times, lines } = levelLines(points, ['a', 'b'], 2 * HOUR_MS);
  expect(times.map((at) => at - MIDNIGHT)).toEqual([0, HOUR_MS / 2, HOUR_MS, HOUR_MS + 1, 5 * HOUR_MS]);
  expect(lines).toEqual([
    [0.1, undefined, 0.2, null, 0.3],
    [undefined, 0.5, undefined, undefined, undefined],
  ]);
});

test('nothing has no lines', () => {
  expect(levelLines([], ['a'], HOUR_MS)).toEqual({ times: [], lines: [[]] });
});

test('rows of local hours, the newest first, with the highest of each bin', () => {
  const points = [
    point('a', 0.1, 0.1),
    point('a', 0.9, 0.3),
    point('b', 7, 0.5),
    point('gone', 7, 1),
    point('a', 23, 0.9),
  ];
  const rows = (hours: number) => levelRows(points, ['a', 'b'], { hours, zone: 'Asia/Shanghai' });
  expect(rows(6)).toEqual([
    { day: '2026-11-23', hour: 18, highest: [0.9, undefined] },
    { day: '2026-11-23', hour: 6, highest: [undefined, 0.5] },
    { day: '2026-11-23', hour: 0, highest: [0.3, undefined] },
  ]);
  expect(rows(24)).toEqual([{ day: '2026-11-23', hour: 0, highest: [0.9, 0.5] }]);
});
