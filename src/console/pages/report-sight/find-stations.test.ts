import { expect, it } from 'vitest';
import { findStations } from './find-stations.ts';

const STATIONS = [
  { id: 'ts-001', name: '莲花山南门投放站' },
  { id: 'ts-002', name: '南门投放站' },
  { id: 'st-003', name: 'North gate' },
];
const found = (text: string) => findStations(STATIONS, text).map(({ id }) => id);

it('finds by name or id, those that begin so first', () => {
  expect(found('南门')).toEqual(['ts-002', 'ts-001']);
  expect(found('NORTH')).toEqual(['st-003']);
  expect(found('ts-00')).toEqual(['ts-001', 'ts-002']);
});

it('wants all words, and shows all while nothing is typed', () => {
  expect(found('莲花山 001')).toEqual(['ts-001']);
  expect(found('莲花山 002')).toEqual([]);
  expect(found(' ')).toHaveLength(3);
});
