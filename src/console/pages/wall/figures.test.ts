import { expect, test } from 'vitest';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import { areaRoots, countTown, fullestBins, offlineStations } from './figures.ts';

function station(
  id: string,
  levels: (number | undefined)[],
  more: Partial<StationLevels> = {},
): StationLevels {
  const bins = levels.map((level, n) => ({ id: `food-${n}`, stream: 'food', litres: 240, level }));
  return { id, name: id, grid: 'e-1', state: 'online', since: '2026-11-23', bins, ...more } as StationLevels;
}

const TOWN = [
  station('a', [0.9, undefined]),
  station('b', [0.8, 0.2], { state: 'offline', since: '2026-11-22' }),
  station('c', [0.9], { state: 'offline', since: '2026-11-21' }),
  station('d', [], { state: 'unknown' }),
];

test('counts what is online, full and unknown', () => {
  expect(countTown(TOWN)).toEqual({ stations: 4, online: 1, offline: 2, bins: 5, full: 3, unknown: 1 });
});

test('the fullest bins, what is unknown is none of them', () => {
  expect(fullestBins(TOWN, 3).map(({ station: { id }, level }) => [id, level])).toEqual([
    ['a', 0.9],
    ['c', 0.9],
    ['b', 0.8],
  ]);
});

test('those that are offline, the longest first', () => {
  expect(offlineStations(TOWN).map(({ id }) => id)).toEqual(['c', 'b']);
});

test('without an area the roots of what is seen, else that area', () => {
  const areas = [
    { id: 'east', name: '东社区', parent: 'town' },
    { id: 'e-1', name: '东一网格', parent: 'east' },
    { id: 'west', name: '西社区', parent: 'town' },
  ];
  expect(areaRoots(areas, undefined).map(({ id }) => id)).toEqual(['east', 'west']);
  expect(areaRoots(areas, 'e-1').map(({ id }) => id)).toEqual(['e-1']);
});
