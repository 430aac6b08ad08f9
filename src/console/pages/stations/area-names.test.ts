import { expect, test } from 'vitest';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import { areaNames, isPlaced } from './area-names.ts';

const AREAS = [
  { id: 'town', name: '涂山镇' },
  { id: 'e-1', name: '东一网格', parent: 'town' },
];

const station = (grid: string, latitude?: number, longitude?: number) =>
  ({ id: `${grid}-${latitude}`, grid, latitude, longitude }) as StationLevels;

test('each name at the southern end of its stations, by depth of the tree', () => {
  const placed = [station('e-1', 29.5, 106.5), station('e-1', 29.7, 106.7), station('gone', 30, 107)];
  const grid = { latitude: 29.5, longitude: expect.closeTo(106.6) };
  expect(areaNames(placed.filter(isPlaced), AREAS)).toEqual([
    [
      { area: 'town', name: '涂山镇', ...grid },
      { area: 'gone', name: 'gone', latitude: 30, longitude: 107 },
    ],
    [{ area: 'e-1', name: '东一网格', ...grid }],
  ]);
});

test('a station without a place has none', () => {
  expect([station('e-1'), station('e-1', 0, 0)].map(isPlaced)).toEqual([false, true]);
});
