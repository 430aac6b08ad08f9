// The files that say which stations to simulate: the CSV of `station import`, the tokens it wrote, the demo's YAML.
import { readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { TownStation } from '../town/profile.ts';
import { townStationSchema } from './town-station.ts';

export interface StationToken {
  id: string;
  token: string;
}

const CSV = { bom: true, trim: true, skip_empty_lines: true };

const NUMBERS: ReadonlySet<string> = new Set(['reportingMinutes', 'households']);

/** The columns of the import; those that the simulators do not need are passed over. */
export function readStationsCsv(file: string): TownStation[] {
  return readCsv(file, (text) => parseCsv<Record<string, string>>(text, { ...CSV, columns: true })).map(
    (row, index) => readStation(file, `station ${index + 1}`, fieldsOf(row)),
  );
}

/** Rows of `id,token`, as `station import --tokens-out` writes them; a line with these names may stand above. */
export function readTokensCsv(file: string): StationToken[] {
  const rows = readCsv(file, (text) => parseCsv(text, CSV)).map(([id, token, ...more]) => {
    if (id && token && more.length === 0) return { id, token };
    throw new Error(`cannot read ${file}: expected id,token in every row`);
  });
  return rows.filter(({ id, token }) => id !== 'id' || token !== 'token');
}

const demoFileSchema = z.object({ stations: z.array(z.looseObject({ id: z.string() })).min(1) });

/** The stations of a `stations.yaml` whose built-in tokens work on loopback. */
export function readDemoStations(file: string): TownStation[] {
  const parsed = demoFileSchema.safeParse(parseYaml(readText(file)));
  if (!parsed.success) throw new Error(`cannot read ${file}: expected a list "stations"`);
  return parsed.data.stations.map((fields) => readStation(file, fields.id, fields));
}

export function demoToken(stationId: string): string {
  return `demo-${stationId}`;
}

function readStation(file: string, name: string, fields: Record<string, unknown>): TownStation {
  const parsed = townStationSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`cannot read ${file}: ${name}, ${issue?.path.join('.')}: ${issue?.message}`);
}

function fieldsOf(row: Record<string, string>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell !== '') fields[column] = toValue(column, cell);
  }
  return fields;
}

function toValue(column: string, cell: string): unknown {
  if (NUMBERS.has(column)) return Number(cell);
  if (column === 'collectionTimes') return splitList(cell);
  if (column !== 'openingHours') return cell;
  return splitList(cell).map((window) => {
    const [from, to] = window.split('-');
    return { from: from?.trim(), to: to?.trim() };
  });
}

function splitList(cell: string): string[] {
  return cell.split('|').map((part) => part.trim());
}

function readCsv<Row>(file: string, parse: (text: string) => Row[]): Row[] {
  const text = readText(file);
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
