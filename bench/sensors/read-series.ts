// Levels of real sensors from a CSV file: `station,bin,observed_at,fill_level`, the time as ISO 8601 or milliseconds. In
// files of others the columns have other names, and full is another number than 1.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { levelOf, levelQuality } from '../../src/ingest/level.ts';
import type { LevelReading } from '../../src/watch/bin-state/bin-state.ts';

const COLUMNS = ['station', 'bin', 'observed_at', 'fill_level'] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

export interface SeriesFile {
  path: string;
  /** Names that the file has for columns: `station=serialNumber,bin=serialNumber`. */
  columns?: string | undefined;
  /** What the file calls full; 1. */
  fullAt?: number | undefined;
}

/** Oldest first, as the door would hand them on. Throws with the line of the first row that cannot be read. */
export function readSeries({ path, columns = '', fullAt = 1 }: SeriesFile): LevelReading[] {
  const names = namesOf(columns);
  const given: Record<string, string>[] = parse(readFileSync(path), {
    columns: (header: string[]) => checkHeader(header, names),
    skip_empty_lines: true,
    trim: true,
  });
  const rows = given.map((row) => Object.fromEntries(COLUMNS.map((one) => [one, row[names[one]]])) as Row);
  const levels = rows.map((row, i) => ({ row, at: timeOf(row.observed_at, i + 2), line: i + 2 }));
  levels.sort((a, b) => a.at - b.at);
  return levels.map(({ row, at, line }, seq) => toReading(row, { at, line, seq, fullAt }));
}

function namesOf(columns: string): Row {
  const names: Row = { station: 'station', bin: 'bin', observed_at: 'observed_at', fill_level: 'fill_level' };
  for (const pair of columns.split(',').filter(Boolean)) {
    const [column = '', name = ''] = pair.split('=');
    const known = COLUMNS.find((one) => one === column);
    if (!known || name === '')
      throw new Error(`cannot read --columns: expected ${COLUMNS.join('=NAME,')}=NAME, got "${pair}"`);
    names[known] = name;
  }
  return names;
}

function checkHeader(header: string[], names: Row): string[] {
  const missing = Object.values(names).filter((name) => !header.includes(name));
  if (missing.length === 0) return header;
  throw new Error(
    `cannot read the series: it has ${header.join(',')}, but not ${missing.join(',')}; --columns ${COLUMNS.join('=NAME,')}=NAME says which stand for them, --full-at NUMBER what full is`,
  );
}

function timeOf(text: string, line: number): number {
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new Error(`cannot read line ${line}: expected observed_at as ISO 8601 or milliseconds, got ${text}`);
}

interface Place {
  at: number;
  line: number;
  seq: number;
  fullAt: number;
}

function toReading(row: Row, { at, line, seq, fullAt }: Place): LevelReading {
  const said = Number(row.fill_level) / fullAt;
  if (row.fill_level === '' || !Number.isFinite(said)) {
    throw new Error(`cannot read line ${line}: expected a number for fill_level, got "${row.fill_level}"`);
  }
  const message = { binId: row.bin, fillLevel: said };
  const fillLevel = levelOf(message, { id: row.bin, stream: 'residual', litres: 240 }) ?? said;
  return {
    stamp: {
      station: row.station,
      grid: 'series',
      bootId: 'series',
      seq,
      at,
      timeSource: 'station',
      receivedAt: at,
    },
    level: {
      index: 0,
      binId: row.bin,
      stream: 'residual',
      fillLevel,
      quality: levelQuality(message, fillLevel),
    },
  };
}
