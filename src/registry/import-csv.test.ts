import { describe, expect, test } from 'vitest';
import { parseStationCsv } from './import-csv.ts';

const DEFAULTS = { reportingMinutes: 10, zone: 'Asia/Shanghai' };
const HEADER = 'id,name,grid,latitude,longitude,bins';
const parse = (...lines: string[]) => parseStationCsv(lines.join('\n'), DEFAULTS);
const stations = (...lines: string[]) => {
  const { rows, faults } = parse(...lines);
  expect(faults).toEqual([]);
  return rows.map(({ station }) => station);
};

test('a row becomes a station with its defaults', () => {
  expect(stations(HEADER, 'ts-01,涂山路站,grid-1,29.55,106.59,food:240:1100|residual:240|food:120')).toEqual([
    {
      id: 'ts-01',
      name: '涂山路站',
      grid: 'grid-1',
      latitude: 29.55,
      longitude: 106.59,
      bins: [
        { id: 'food-1', stream: 'food', litres: 240, depthMm: 1100 },
        { id: 'residual-1', stream: 'residual', litres: 240 },
        { id: 'food-2', stream: 'food', litres: 120 },
      ],
      reportingMinutes: 10,
      zone: 'Asia/Shanghai',
    },
  ]);
});

test('optional columns, in any order, and empty cells', () => {
  const header = `zone,openingHours,collectionTimes,households,inServiceFrom,reportingMinutes,${HEADER}`;
  const [full, sparse] = stations(
    header,
    'Europe/Berlin,06:30-09:00|18:00-24:00,07:00|19:30,320,2026-09-01,60,a,A,g,,,food:240',
    ',,,,,,b,B,g,,,food:240',
  );
  expect(full).toMatchObject({
    zone: 'Europe/Berlin',
    openingHours: [
      { from: '06:30', to: '09:00' },
      { from: '18:00', to: '24:00' },
    ],
    collectionTimes: ['07:00', '19:30'],
    households: 320,
    inServiceFrom: '2026-09-01',
    reportingMinutes: 60,
  });
  expect(sparse).toEqual({
    id: 'b',
    name: 'B',
    grid: 'g',
    bins: [{ id: 'food-1', stream: 'food', litres: 240 }],
    reportingMinutes: 10,
    zone: 'Asia/Shanghai',
  });
});

test('as spreadsheets write it: BOM, CRLF, quotes, empty lines', () => {
  const text = `\uFEFF${HEADER}\r\na,"Gate, north",g,,,food:240\r\n\r\n"b", B ,g,,,"food:240|residual:240"\r\n`;
  expect(parseStationCsv(text, DEFAULTS).rows).toMatchObject([
    { line: 2, station: { id: 'a', name: 'Gate, north' } },
    { line: 4, station: { id: 'b', name: 'B', bins: [{ id: 'food-1' }, { id: 'residual-1' }] } },
  ]);
});

describe('faults', () => {
  test('all bad rows, each with its line, column and reason', () => {
    const { faults } = parse(
      HEADER,
      'a,A,g,29,106,food:240',
      'b c,B,g,29,106,food:240',
      'c,,g,29,106,food:240',
      'd,D,g,91,north,food:240',
      'e,E,g,29,106,paper:240',
      'f,F,g,29,106,food:240:10',
      'g,G,g,29,106,',
      'A,G,g,29,106,food:240',
      'h,H,g,29',
      'areas,H,g,29,106,food:0',
    );
    expect(faults.map(({ line, column }) => [line, column])).toEqual([
      [3, 'id'],
      [4, 'name'],
      [5, 'latitude'],
      [5, 'longitude'],
      [6, 'bins'],
      [7, 'bins'],
      [8, 'bins'],
      [9, 'id'],
      [10, undefined],
      [11, 'id'],
      [11, 'bins'],
    ]);
    for (const { fault } of faults) expect(fault).toMatch(/\w+ \w+/);
    expect(faults[4]?.fault).toContain('stream:litres[:depth in mm]');
    expect(faults[7]?.fault).toBe('A stands on line 2 already');
  });

  test.each([
    ['zone', 'Asia/Kolkata'],
    ['zone', '+08:00'],
    ['openingHours', '09:00-08:00'],
    ['openingHours', 'always'],
    ['collectionTimes', '25:00'],
    ['inServiceFrom', '2026-02-30'],
    ['reportingMinutes', '0'],
    ['households', '1.5'],
  ])('%s "%s"', (column, cell) => {
    const { faults } = parse(`${HEADER},${column}`, `a,A,g,,,food:240,${cell}`);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults)
      expect(fault).toMatchObject({ line: 2, column, code: 'bad-value', value: cell });
  });

  test('columns that are missing, unknown or twice', () => {
    expect(parse('id,name,grid,latitude,bins,colour,id', 'a').faults).toMatchObject([
      { line: 1, column: 'longitude', fault: 'this column is missing' },
      { line: 1, column: 'colour', fault: expect.stringContaining('unknown column; known: id, name') },
      { line: 1, column: 'id', fault: 'this column stands there twice' },
    ]);
  });

  test('no CSV, nothing at all, no rows', () => {
    expect(parse(HEADER, 'a,"A').faults).toMatchObject([
      { line: 2, code: 'not-csv', fault: expect.stringContaining('not CSV') },
    ]);
    expect(parse('').faults).toMatchObject([{ line: 1, fault: 'the file is empty' }]);
    expect(parse(HEADER).faults).toEqual([
      { line: 1, code: 'no-stations', fault: 'the file names no station' },
    ]);
  });
});
