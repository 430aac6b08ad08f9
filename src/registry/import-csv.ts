// Stations from a CSV file, as a town keeps them in a spreadsheet. Every bad row is reported with its line and
// reason, and nothing is imported while there is one.
import { CsvError, parse } from 'csv-parse/sync';
import { foldId } from '../model/id.ts';
import type { IssuedToken, Registry, StationInput } from './registry.ts';
import { createStationSchema, type StationDefaults } from './station-schema.ts';

const REQUIRED = ['id', 'name', 'grid', 'latitude', 'longitude', 'bins'];
const OPTIONAL = [
  'reportingMinutes',
  'households',
  'openingHours',
  'collectionTimes',
  'inServiceFrom',
  'zone',
];
const NUMBERS = new Set(['latitude', 'longitude', 'reportingMinutes', 'households']);
const MAX_ROWS = 100_000;

export interface ImportFault {
  /** Line of the file, from 1; 1 is the line of column names. */
  line: number;
  column?: string;
  fault: string;
}

export type ImportResult = { ok: true; tokens: IssuedToken[] } | { ok: false; faults: ImportFault[] };

export interface StationImport {
  csv: string;
  registry: Registry;
  defaults: StationDefaults;
}

export async function importStations({ csv, registry, defaults }: StationImport): Promise<ImportResult> {
  const { rows, faults } = parseStationCsv(csv, defaults);
  const stations = rows.map(({ station }) => station);
  const lineOf = new Map(rows.map(({ line, station }) => [station.id, line]));
  for (const { subject, fault } of registry.findConflicts(stations)) {
    faults.push({ line: lineOf.get(subject) ?? 1, fault: `${subject}: ${fault}` });
  }
  if (faults.length > 0) return { ok: false, faults: faults.sort((a, b) => a.line - b.line) };
  return { ok: true, tokens: await registry.addStations(stations) };
}

interface StationRow {
  line: number;
  station: StationInput;
}

/** Judges each row by itself; whether it fits the registry, the registry says. */
export function parseStationCsv(
  csv: string,
  defaults: StationDefaults,
): { rows: StationRow[]; faults: ImportFault[] } {
  const table = readTable(csv);
  if (!Array.isArray(table)) return { rows: [], faults: [table] };
  const [header, ...lines] = table;
  const faults = header ? headerFaults(header.cells) : [{ line: 1, fault: 'the file is empty' }];
  if (!header || faults.length > 0) return { rows: [], faults };
  if (lines.length === 0) faults.push({ line: 1, fault: 'the file names no station' });
  if (lines.length > MAX_ROWS)
    faults.push({ line: MAX_ROWS + 2, fault: `over ${MAX_ROWS} stations: cut the file` });

  const schema = createStationSchema(defaults);
  const rows = new Map<string, StationRow>();
  for (const { line, cells } of lines.slice(0, MAX_ROWS)) {
    if (cells.length !== header.cells.length) {
      faults.push({ line, fault: `${cells.length} cells where ${header.cells.length} columns are named` });
      continue;
    }
    const judged = schema.safeParse(toFields(header.cells, cells));
    if (!judged.success) {
      faults.push(...judged.error.issues.map(({ path, message }) => rowFault(line, path, message)));
      continue;
    }
    const earlier = rows.get(foldId(judged.data.id));
    if (earlier)
      faults.push({ line, column: 'id', fault: `${judged.data.id} stands on line ${earlier.line} already` });
    else rows.set(foldId(judged.data.id), { line, station: judged.data });
  }
  return { rows: [...rows.values()], faults };
}

interface Line {
  line: number;
  cells: string[];
}

/** A row that goes over several lines has the number of its last one. */
function readTable(csv: string): Line[] | ImportFault {
  try {
    // One kind of line break: the parser counts CRLF inside quotes twice.
    const records = parse(csv.replace(/\r\n?/g, '\n'), {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: Number(error.lines ?? 1), fault: `not CSV: ${error.message}` };
  }
}

function headerFaults(columns: readonly string[]): ImportFault[] {
  const known = [...REQUIRED, ...OPTIONAL];
  const faults: ImportFault[] = [];
  for (const column of REQUIRED.filter((name) => !columns.includes(name))) {
    faults.push({ line: 1, column, fault: 'this column is missing' });
  }
  for (const [i, column] of columns.entries()) {
    if (!known.includes(column))
      faults.push({ line: 1, column, fault: `unknown column; known: ${known.join(', ')}` });
    else if (columns.indexOf(column) !== i)
      faults.push({ line: 1, column, fault: 'this column stands there twice' });
  }
  return faults;
}

/** An empty cell says nothing: the default holds, or the field is missing. */
function toFields(columns: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const given = columns
    .map((column, i) => [column, cells[i] ?? ''] as const)
    .filter(([, cell]) => cell !== '');
  return Object.fromEntries(given.map(([column, cell]) => [column, toValue(column, cell)]));
}

function toValue(column: string, cell: string): unknown {
  if (NUMBERS.has(column)) return Number.isFinite(Number(cell)) ? Number(cell) : cell;
  if (column === 'collectionTimes') return splitList(cell);
  if (column !== 'openingHours') return cell;
  return splitList(cell).map((window) => {
    const [from, to] = window.split('-').map((time) => time.trim());
    return { from, to };
  });
}

function splitList(cell: string): string[] {
  return cell.split('|').map((part) => part.trim());
}

function rowFault(line: number, path: readonly PropertyKey[], message: string): ImportFault {
  const [column, ...inside] = path.map(String);
  const where = inside.length > 0 ? `${inside.join('.')}: ` : '';
  return { line, column, fault: `${where}${message}` };
}
