import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry } from '../../model/entry.ts';
import type { Reading } from '../../model/reading.ts';
import type { CopyPage, RollUpRow } from '../copy.ts';
import { alertEvent, dropOff, emptying, HOUR, JUNE, randomReadings } from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';
import { type DuckDbExport, openDuckDbExport } from './export.ts';

let folder: string;
let source: DuckDbExport | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
});

afterEach(async () => {
  await source?.close();
  source = undefined;
  await rm(folder, { recursive: true });
});

const CURSOR = { journalId: 'j', position: 4_096 };

async function exportOf(entries: readonly Entry[], pageRows?: number): Promise<DuckDbExport> {
  const store = new DuckDbHistory({ folder });
  await store.open();
  // In two halves, so that hours have partial rows that must be merged.
  await store.write(entries.slice(0, entries.length / 2), { ...CURSOR, position: 1 });
  await store.write(entries.slice(entries.length / 2), CURSOR);
  await store.close();
  source = await openDuckDbExport({ folder, ...(pageRows !== undefined && { pageRows }) });
  return source;
}

async function pagesOf(measurement: string, from = 0): Promise<CopyPage[]> {
  const pages: CopyPage[] = [];
  for await (const page of source?.pages(measurement, from) ?? []) pages.push(page);
  return pages;
}

async function entriesOf(measurement: string): Promise<Entry[]> {
  return (await pagesOf(measurement)).flatMap(({ content }) => ('entries' in content ? content.entries : []));
}

async function rowsOf(measurement: string): Promise<RollUpRow[]> {
  return (await pagesOf(measurement)).flatMap(({ content }) => ('rows' in content ? content.rows : []));
}

function sorted(entries: readonly unknown[]): string[] {
  return entries.map((entry) => JSON.stringify(entry, keysInOrder)).toSorted();
}

function keysInOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

it('gives back every reading that was written, of every type', async () => {
  const stamp = { station: 'S', grid: 'g', at: JUNE, receivedAt: JUNE + 5, timeSource: 'hub' as const };
  const framed = { ...stamp, bootId: 'b"oot' };
  const level = { binId: 'food-1', stream: 'food' as const, fillLevel: 0.25, quality: 0 as const };
  const readings: Reading[] = [
    dropOff({ seq: 1, weightKg: null }),
    dropOff({ seq: 2, recognition: { stream: 'unknown', confidence: 0.5, label: '苹果' }, household: 'h' }),
    {
      type: 'fill-level',
      ...framed,
      seq: 3,
      bins: [
        { ...level, index: 0, lidOpen: false, tiltDeg: 1.5 },
        { ...level, index: 2, distanceMm: 300, massKg: 2, temperatureC: -3, quality: 1 },
      ],
    },
    { type: 'emptied', ...framed, seq: 4, binId: 'food-1', stream: 'food', operator: 'o' },
    { type: 'event', ...framed, seq: 5, kind: 'fire', phase: 'raised', detail: 'x', binId: 'food-1' },
    { type: 'event', ...framed, seq: 6, kind: 'tilt', phase: 'cleared', code: 'c' },
    {
      type: 'status',
      station: 'S',
      grid: 'g',
      at: JUNE,
      state: 'online',
      connectionId: 'c-1',
      firmware: '2',
    },
  ];
  const health: Entry = { type: 'health', at: JUNE, fields: { received: 3, journal_free_ratio: 0.5 } };
  const vitals: Entry = { type: 'fill-level', ...framed, seq: 7, bins: [], batteryV: 12.5, signalDbm: -70 };
  const { binId: _bin, stream: _stream, ...ofStation } = alertEvent();
  const concluded: Entry[] = [
    emptying({ operator: 'o' }),
    alertEvent(),
    alertEvent({
      id: 'a-1/1',
      kind: 'resolved',
      open: false,
      firedAt: JUNE - 9,
      by: 'li',
      reason: 'emptied',
    }),
    { ...ofStation, id: 'a-2/0', alertId: 'a-2', level: 0.5, note: 'n' },
  ];
  const exported = await exportOf([...readings, health, vitals, ...concluded]);
  const raw = exported.measurements.filter((name) => !name.endsWith('_hour'));
  const given = (await Promise.all(raw.map(entriesOf))).flat();
  expect(sorted(given)).toEqual(sorted([...readings, health, vitals, ...concluded]));
  expect(exported.cursor).toEqual(CURSOR);
});

it('gives the hours merged, each once', async () => {
  const readings = randomReadings(5, 800, 3);
  const exported = await exportOf(readings, 50);
  const dropOffs = await rowsOf('drop_off_hour');
  const sum = (rows: readonly RollUpRow[], field: string) =>
    rows.reduce((total, { sums }) => total + (sums.get(field) ?? Number.NaN), 0);
  expect(sum(dropOffs, 'drop_offs')).toBe(readings.filter(({ type }) => type === 'drop-off').length);
  const keys = dropOffs.map(({ tags, at }) => JSON.stringify([tags, at]));
  expect(new Set(keys).size).toBe(keys.length);
  expect(dropOffs.length).toBe((await exported.extent('drop_off_hour', 0)).points);
  for (const { at } of dropOffs) expect(at % HOUR).toBe(0);

  const levels = await rowsOf('fill_level_hour');
  const counted = readings.flatMap((reading) =>
    reading.type === 'fill-level' ? reading.bins.filter(({ quality }) => quality !== 1) : [],
  );
  expect(sum(levels, 'readings')).toBe(counted.length);
  for (const { sums, at } of levels) {
    const newestAt = Math.floor((sums.get('newest') ?? 0) / 1_048_576);
    expect(newestAt).toBe(sums.get('last_ms'));
    expect(Math.floor(newestAt / HOUR) * HOUR).toBe(at);
  }
});

it('pages hold no more rows than asked for, in order of time, and any of them is a place to go on', async () => {
  await exportOf(randomReadings(6, 1_000, 3), 100);
  const pages = await pagesOf('drop_off');
  const all = await entriesOf('drop_off');
  expect(pages.length).toBeGreaterThan(3);
  for (const { points } of pages) expect(points).toBeLessThanOrEqual(100);
  const throughs = pages.map(({ through }) => through);
  expect(throughs).toEqual(throughs.toSorted((a, b) => a - b));
  const middle = pages[2];
  const later = await pagesOf('drop_off', middle?.through);
  const count = (some: readonly CopyPage[]) => some.reduce((total, { points }) => total + points, 0);
  expect(count(pages.slice(0, 3)) + count(later)).toBe(all.length);
  expect((await source?.extent('drop_off', middle?.through ?? 0))?.points).toBe(count(later));
});

it('says when there is nothing to copy', async () => {
  await expect(openDuckDbExport({ folder })).rejects.toThrow(/there is none in .*history\.duckdb/);
  const exported = await exportOf([]);
  expect(await exported.extent('drop_off', 5)).toEqual({ points: 0, from: 5, to: 5 });
  expect(await pagesOf('drop_off')).toEqual([]);
});
