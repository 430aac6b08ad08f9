// Levels of real sensors from a CSV file: `station,bin,observed_at,fill_level`, the time as ISO 8601 or milliseconds.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { levelOf, levelQuality } from '../../src/ingest/level.ts';
import type { LevelReading } from '../../src/watch/bin-state/bin-state.ts';

const COLUMNS = ['station', 'bin', 'observed_at', 'fill_level'] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

/** Oldest first, as the door would hand them on. Throws with the line of the first row that cannot be read. */
export function readSeries(path: string): LevelReading[] {
  const rows: Row[] = parse(readFileSync(path), { columns: checkHeader, skip_empty_lines: true, trim: true });
  const levels = rows.map((row, i) => ({ row, at: timeOf(row.observed_at, i + 2), line: i + 2 }));
  levels.sort((a, b) => a.at - b.at);
  return levels.map(({ row, at, line }, seq) => toReading(row, { at, line, seq }));
}

function checkHeader(header: string[]): string[] {
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new Error(
    `cannot read the series: expected columns ${COLUMNS.join(',')}, missing ${missing.join(',')}`,
  );
}

function timeOf(text: string, line: number): number {
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new Error(`cannot read line ${line}: expected observed_at as ISO 8601 or milliseconds, got ${text}`);
}

function toReading(row: Row, { at, line, seq }: { at: number; line: number; seq: number }): LevelReading {
  const said = Number(row.fill_level);
  if (row.fill_level === '' || !Number.isFinite(said)) {
    throw new Error(`cannot read line ${line}: expected fill_level 0..1, got "${row.fill_level}"`);
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
