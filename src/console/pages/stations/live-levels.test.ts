import { expect, test } from 'vitest';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import type { LevelItem } from '../../live/events.ts';
import { applyLevels, applyPresence } from './live-levels.ts';

const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(Date.UTC(2026, 10, 23) + hours * HOUR_MS).toISOString();

function town(): Map<string, StationLevels> {
  const bins = [
    // Full at 0.8, at 0.1 an hour.
    { id: 'food-1', stream: 'food', litres: 240, level: 0.5, at: at(0), ratePerHour: 0.1, fullAt: at(3) },
    { id: 'food-2', stream: 'food', litres: 240 },
  ];
  const place = { grid: 'e-1', zone: 'Asia/Shanghai', state: 'online', since: at(0) };
  return new Map([['s-1', { id: 's-1', name: 'One', ...place, bins } as StationLevels]]);
}

function news(more: Partial<LevelItem>): LevelItem {
  const place = { station: 's-1', grid: 'e-1', binId: 'food-1', stream: 'food' } as const;
  return { ...place, at: at(1), fillLevel: 0.6, quality: 4, ...more };
}

const binAfter = (more: Partial<LevelItem>) => {
  const stations = town();
  const doubtful = [...applyLevels(stations, [news(more)])];
  return { bin: stations.get('s-1')?.bins[0], doubtful };
};

test('the clean level counts, and the time of full stays where the bin fills as it does', () => {
  const { bin, doubtful } = binAfter({ cleanLevel: 0.6, fillLevel: 0.99 });
  expect(bin).toMatchObject({ level: 0.6, at: at(1), fullAt: at(3) });
  expect(doubtful).toEqual([]);
});

test('a bin that fills faster is full earlier, and one that is full will not be', () => {
  expect(binAfter({ cleanLevel: 0.7 }).bin?.fullAt).toBe(at(2));
  expect(binAfter({ cleanLevel: 0.8 }).bin?.fullAt).toBeUndefined();
});

test('what was measured counts while there is no clean level, but nothing that is rejected', () => {
  expect(binAfter({ fillLevel: 0.55 }).bin?.level).toBe(0.55);
  expect(binAfter({ fillLevel: 9, quality: 1 }).bin).toMatchObject({ level: 0.5, quality: 1 });
});

test('an older level changes nothing', () => {
  expect(binAfter({ at: at(-1), fillLevel: 0.9 }).bin).toEqual(town().get('s-1')?.bins[0]);
});

test('a level that falls far is asked for anew', () => {
  expect(binAfter({ cleanLevel: 0.1 }).doubtful).toEqual(['s-1']);
});

test('only what has changed is another object', () => {
  const stations = town();
  const before = stations.get('s-1');
  applyLevels(stations, [news({ station: 'elsewhere' })]);
  expect(stations.get('s-1')).toBe(before);
  applyLevels(stations, [news({})]);
  expect(stations.get('s-1')).not.toBe(before);
  expect(stations.get('s-1')?.bins[1]).toBe(before?.bins[1]);
});

test('presence', () => {
  const stations = town();
  const gone = { station: 's-1', grid: 'e-1', state: 'offline', since: at(2) } as const;
  applyPresence(stations, [gone, { ...gone, station: 'elsewhere' }]);
  expect(stations.get('s-1')).toMatchObject({ state: 'offline', since: at(2) });
});
