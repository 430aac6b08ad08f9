import { expect, test } from 'vitest';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import {
  areaTree,
  fullestLevel,
  inOrder,
  matchingStations,
  type StationFilter,
} from './matching-stations.ts';

const AREAS = [
  { id: 'town', name: '涂山镇' },
  { id: 'east', name: '东社区', parent: 'town' },
  { id: 'e-1', name: '东一网格', parent: 'east' },
  { id: 'west', name: '西社区', parent: 'town' },
];

type Bin = StationLevels['bins'][number];

function bin(stream: Bin['stream'], known: Partial<Bin> = {}): Bin {
  return { id: `${stream}-1`, stream, litres: 240, ...known };
}

function station(id: string, bins: Bin[], more: Partial<StationLevels> = {}): StationLevels {
  const place = { grid: 'e-1', zone: 'Asia/Shanghai', state: 'online', since: '2026-11-23T00:00:00.000Z' };
  return { id, name: `Name ${id}`, ...place, bins, ...more } as StationLevels;
}

const TOWN = [
  station('s-1', [bin('food', { level: 0.9 }), bin('residual', { level: 0.1 })]),
  station('s-2', [bin('food', { level: 0.3 }), bin('residual', { level: 0.95 })], { state: 'offline' }),
  station('s-3', [bin('food')], { name: '码头', grid: 'west' }),
  station('s-10', [bin('recyclable', { level: 0.5 })]),
];

const ids = (stations: readonly StationLevels[]) => stations.map(({ id }) => id);

test.each<[string, Partial<StationFilter>, string[]]>([
  ['everything', {}, ['s-1', 's-2', 's-3', 's-10']],
  ['an area and what is below it', { area: 'east' }, ['s-1', 's-2', 's-10']],
  ['a state', { state: 'offline' }, ['s-2']],
  ['a stream', { stream: 'recyclable' }, ['s-10']],
  ['a level', { fullerThan: 0.9 }, ['s-1', 's-2']],
  ['a level of a stream', { fullerThan: 0.9, stream: 'food' }, ['s-1']],
  ['words in the id, the name and that of the grid', { text: ' S-1 东一 ' }, ['s-1', 's-10']],
  ['a Chinese name', { text: '码头' }, ['s-3']],
  ['nothing', { text: '码头 东一' }, []],
])('finds %s', (_, filter, expected) => {
  expect(ids(matchingStations(TOWN, { text: '', ...filter }, AREAS))).toEqual(expected);
});

test('the fullest first, what is unknown last', () => {
  expect(ids(inOrder(TOWN, 'room', undefined))).toEqual(['s-2', 's-1', 's-10', 's-3']);
  expect(ids(inOrder(TOWN, 'room', 'food'))).toEqual(['s-1', 's-2', 's-3', 's-10']);
});

test('in order of name, numbers as numbers', () => {
  const named = ['10 号', '2 号', '1 号'].map((name, n) => station(`x-${n}`, [], { name }));
  expect(inOrder(named, 'name', undefined).map(({ name }) => name)).toEqual(['1 号', '2 号', '10 号']);
});

test('the first that will be full, and the longest not emptied', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
  const town = [
    station('a', [bin('food', { fullAt: at(9), emptiedAt: at(1) })]),
    station('b', [bin('food', { fullAt: at(8) }), bin('residual', { emptiedAt: at(0) })]),
    station('c', [bin('food')]),
  ];
  expect(ids(inOrder(town, 'soon', undefined))).toEqual(['b', 'a', 'c']);
  expect(ids(inOrder(town, 'emptied', undefined))).toEqual(['b', 'a', 'c']);
});

test('no level is known', () => {
  expect(fullestLevel(station('s', [bin('food')]))).toBeUndefined();
});

test('areas behind their parents; where a parent is not seen there is a root', () => {
  const depths = (areas: typeof AREAS) => areaTree(areas).map(({ id, depth }) => [id, depth]);
  expect(depths(AREAS)).toEqual([
    ['town', 0],
    ['east', 1],
    ['e-1', 2],
    ['west', 1],
  ]);
  expect(depths(AREAS.slice(1, 3))).toEqual([
    ['east', 0],
    ['e-1', 1],
  ]);
});
