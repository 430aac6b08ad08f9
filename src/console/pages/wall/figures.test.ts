import { expect, test } from 'vitest';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import {
  type AlertView,
  addDeposits,
  addRatios,
  byUrgency,
  countTown,
  fullestBins,
  offlineStations,
} from './figures.ts';

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

test('alerts by urgency, then by age; hidden and silenced ones are not shown', () => {
  const alert = (id: string, severity: string, since: string, more = {}) =>
    ({ id, severity, since, ...more }) as AlertView;
  const alerts = [
    alert('1', 'notice', '2026-11-20'),
    alert('2', 'warning', '2026-11-23'),
    alert('3', 'critical', '2026-11-23'),
    alert('4', 'warning', '2026-11-22'),
    alert('5', 'critical', '2026-11-01', { hiddenBy: '3' }),
    alert('6', 'critical', '2026-11-01', { silencedBy: 'x' }),
  ];
  expect(byUrgency(alerts).map(({ id }) => id)).toEqual(['3', '4', '2', '1']);
});

test('ratios of areas are added up by their parts', () => {
  const ratios = [
    { numerator: 1, denominator: 2 },
    { numerator: 8, denominator: 8 },
  ];
  expect(addRatios(ratios)).toEqual({ numerator: 9, denominator: 10, rate: 0.9 });
  expect(addRatios([]).rate).toBeUndefined();
});

test('deposits of areas are added up by stream', () => {
  const food = { stream: 'food', dropOffs: 3, weightKg: 1.5 } as const;
  const sums = addDeposits([[food], [food, { stream: 'hazardous', dropOffs: 1, weightKg: 0.2 }]]);
  expect(sums).toEqual([
    { stream: 'recyclable', dropOffs: 0, weightKg: 0 },
    { stream: 'hazardous', dropOffs: 1, weightKg: 0.2 },
    { stream: 'food', dropOffs: 6, weightKg: 3 },
    { stream: 'residual', dropOffs: 0, weightKg: 0 },
  ]);
});
