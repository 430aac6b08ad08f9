import { expect, test } from 'vitest';
import { matchingStations, type Station, tokensCsv } from './station.ts';
import { draftOf, newDraft, STATION_FIELDS, stationInput } from './station-draft.ts';

const station: Station = {
  id: 's-1',
  name: '一号站',
  grid: 'e-1',
  latitude: 29.5,
  longitude: 106.6,
  zone: 'Asia/Shanghai',
  reportingMinutes: 10,
  households: 320,
  openingHours: [
    { from: '06:30', to: '09:00' },
    { from: '18:00', to: '24:00' },
  ],
  collectionTimes: ['07:00', '19:30'],
  inServiceFrom: '2026-09-01',
  declared: false,
  bins: [
    { id: 'left', stream: 'food', litres: 240, depthMm: 1100 },
    { id: 'residual-1', stream: 'residual', litres: 120 },
  ],
};

test('a station that is opened and sent again stays what it was', () => {
  const { declared: _, ...input } = station;
  expect(stationInput(draftOf(station))).toEqual(input);
});

test('what is left empty is not sent', () => {
  const sent = stationInput({ ...newDraft('KIOSK-7'), name: ' 七号 ', grid: 'e-1' });
  expect(Object.keys(sent)).toEqual(['id', 'name', 'grid', 'bins']);
  expect(sent).toMatchObject({ id: 'KIOSK-7', name: '七号', bins: { length: 4 } });
});

test('what is no number goes as it was typed: the hub says what it should be', () => {
  const draft = { ...newDraft('a'), latitude: '29,5' };
  expect(stationInput(draft)).toMatchObject({ latitude: '29,5' });
});

test('every field of the form has its place in the draft', () => {
  expect(new Set(Object.keys(newDraft()))).toEqual(new Set(STATION_FIELDS));
});

test('tokens as the command line writes them', () => {
  expect(
    tokensCsv([
      { stationId: 'a', token: 'x_-' },
      { stationId: 'b', token: 'y' },
    ]),
  ).toBe('a,x_-\nb,y\n');
});

test('stations are found by a part of id or name', () => {
  const all = [station, { ...station, id: 'T-2', name: 'Gate' }];
  expect(matchingStations(all, ' gAtE ').map(({ id }) => id)).toEqual(['T-2']);
  expect(matchingStations(all, 't-').map(({ id }) => id)).toEqual(['T-2']);
  expect(matchingStations(all, '')).toHaveLength(2);
});
