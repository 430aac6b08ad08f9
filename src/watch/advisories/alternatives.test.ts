import { describe, expect, it } from 'vitest';
import { ADVISORY_DEFAULTS } from './advisory.ts';
import { findAlternatives } from './alternatives.ts';

/** 10:30 in Shanghai. */
const NOW = Date.UTC(2026, 10, 23, 2, 30);

function place(id: string, north: number, more: object = {}) {
  const latitude = 29.55 + north / 111_195;
  return { id, name: `Station ${id}`, latitude, longitude: 106.59, zone: 'Asia/Shanghai', ...more };
}

function find(
  stations: ReturnType<typeof place>[],
  more: Partial<Parameters<typeof findAlternatives>[0]> = {},
) {
  const settings = ADVISORY_DEFAULTS;
  const from = place('s-0', 0);
  return findAlternatives({ from, stations, freeLitres: () => 100, settings, now: NOW, ...more });
}

describe('alternatives', () => {
  it('are the three nearest, in metres, without the station itself', () => {
    const stations = [
      place('far', 900),
      place('s-0', 0),
      place('near', 101),
      place('mid', 300),
      place('next', 500),
    ];
    expect(find(stations)).toEqual([
      { station: 'near', name: 'Station near', distanceM: 100, freeLitres: 100 },
      { station: 'mid', name: 'Station mid', distanceM: 300, freeLitres: 100 },
      { station: 'next', name: 'Station next', distanceM: 500, freeLitres: 100 },
    ]);
  });

  it('are as near and as roomy as is set', () => {
    const stations = [place('near', 100), place('far', 900)];
    const names = (change: object) =>
      find(stations, { settings: { ...ADVISORY_DEFAULTS, ...change } }).map(({ station }) => station);
    expect(names({ maxDistanceM: 500 })).toEqual(['near']);
    expect(names({ minFreeLitres: 101 })).toEqual([]);
  });

  it('have room worth the way, in tens of litres', () => {
    const litres: Record<string, number> = { full: 0, little: 29, some: 57.9 };
    const stations = [place('full', 100), place('little', 200), place('some', 300)];
    const found = find(stations, { freeLitres: (station) => litres[station] ?? 0 });
    expect(found.map(({ station, freeLitres }) => [station, freeLitres])).toEqual([['some', 50]]);
  });

  it('are open now, by their own clock', () => {
    const hours = (from: string, to: string) => ({ openingHours: [{ from, to }] });
    const stations = [
      place('morning', 100, hours('07:00', '10:30')),
      place('day', 200, hours('10:30', '24:00')),
      place('night', 300, hours('22:00', '06:00')),
      place('berlin', 400, { ...hours('10:00', '11:00'), zone: 'Europe/Berlin' }),
    ];
    expect(find(stations).map(({ station }) => station)).toEqual(['day']);
    const midnight = Date.UTC(2026, 10, 23, 16, 10);
    expect(find(stations, { now: midnight }).map(({ station }) => station)).toEqual(['night']);
  });

  it('are within two kilometres and have a known place', () => {
    const nowhere = place('nowhere', 100, { latitude: undefined });
    expect(find([place('too-far', 2_010), nowhere])).toEqual([]);
    expect(find([place('near', 100)], { from: nowhere })).toEqual([]);
  });
});
