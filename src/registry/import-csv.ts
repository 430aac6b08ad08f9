// Stations from a CSV file, as a town keeps them in a spreadsheet. Every bad row is reported with its line and
// reason, and nothing is imported while there is one.
import { CsvError, parse } from 'csv-parse/sync';
import { foldId } from '../model/id.ts';
import type { IssuedToken, Registry, RegistryFault, StationInput } from './registry.ts';
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
  /** What is wrong, for programs; `fault` says it to people. Absent: only `fault` knows. */
  code?: ImportFaultCode;
  /** What stands in the cell. */
  value?: string;
  fault: string;
}

export const IMPORT_FAULT_CODES = [
  'not-csv',
  'no-stations',
  'too-many-stations',
  'missing-column',
  'unknown-column',
  'repeated-column',
  'cell-count',
  'bad-value',
  'repeated-id',
  'taken-id',
  'unknown-area',
] as const;
type ImportFaultCode = (typeof IMPORT_FAULT_CODES)[number];

export type ImportResult = { ok: true; tokens: IssuedToken[] } | { ok: false; faults: ImportFault[] };

export interface StationImport {
  csv: string;
  registry: Pick<Registry, 'findConflicts' | 'addStations'>;
  defaults: StationDefaults;
}

export async function importStations(wanted: StationImport): Promise<ImportResult> {
  const { rows, faults } = planImport(wanted);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, tokens: await wanted.registry.addStations(rows.map(({ station }) => station)) };
}

/** The rows that could be added, and all that is wrong with the others, in order of lines; changes nothing. */
export function planImport({ csv, registry, defaults }: StationImport): ImportPlan {
  const { rows, faults } = parseStationCsv(csv, defaults);
  const rowOf = new Map(rows.map((row) => [row.station.id, row]));
  const conflicts = registry.findConflicts(rows.map(({ station }) => station));
  faults.push(...conflicts.map((conflict) => conflictFault(conflict, rowOf.get(conflict.subject))));
  const inConflict = new Set(conflicts.map(({ subject }) => subject));
  return {
    rows: rows.filter(({ station }) => !inConflict.has(station.id)),
    faults: faults.sort((a, b) => a.line - b.line),
  };
}

function conflictFault({ subject, code, fault }: RegistryFault, row: StationRow | undefined): ImportFault {
  const text = `${subject}: ${fault}`;
  const where = { line: row?.line ?? 1, fault: text };
  if (code === undefined) return where;
  const column = code === 'unknown-area' ? 'grid' : 'id';
  return { ...where, column, code, value: row?.station[column] ?? subject };
}

export interface ImportPlan {
  rows: StationRow[];
  faults: ImportFault[];
}

interface StationRow {
  line: number;
  station: StationInput;
}

/** Judges each row by itself; whether it fits the registry, the registry says. */
export function parseStationCsv(csv: string, defaults: StationDefaults): ImportPlan {
  const table = readTable(csv);
  if (!Array.isArray(table)) return { rows: [], faults: [table] };
  const [header, ...lines] = table;
  const faults = header ? headerFaults(header.cells) : [noStations('the file is empty')];
  if (!header || faults.length > 0) return { rows: [], faults };
  if (lines.length === 0) faults.push(noStations('the file names no station'));
  if (lines.length > MAX_ROWS)
    faults.push({
      line: MAX_ROWS + 2,
      code: 'too-many-stations',
      fault: `over ${MAX_ROWS} stations: cut the file`,
    });

  const schema = createStationSchema(defaults);
  const rows = new Map<string, StationRow>();
  for (const { line, cells } of lines.slice(0, MAX_ROWS)) {
    if (cells.length !== header.cells.length) {
      const fault = `${cells.length} cells where ${header.cells.length} columns are named`;
      faults.push({ line, code: 'cell-count', fault });
      continue;
    }
    const judged = schema.safeParse(toFields(header.cells, cells));
    if (!judged.success) {
      const cellOf = (column: string) => cells[header.cells.indexOf(column)] ?? '';
      faults.push(
        ...judged.error.issues.map(({ path, message }) => ({ line, ...cellFault(path, message, cellOf) })),
      );
      continue;
    }
    const { id } = judged.data;
    const earlier = rows.get(foldId(id));
    if (earlier) {
      const fault = `${id} stands on line ${earlier.line} already`;
      faults.push({ line, column: 'id', code: 'repeated-id', value: id, fault });
    } else rows.set(foldId(id), { line, station: judged.data });
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
    return { line: Number(error.lines ?? 1), code: 'not-csv', fault: `not CSV: ${error.message}` };
  }
}

function noStations(fault: string): ImportFault {
  return { line: 1, code: 'no-stations', fault };
}

function headerFaults(columns: readonly string[]): ImportFault[] {
  const known = [...REQUIRED, ...OPTIONAL];
  const faults: ImportFault[] = [];
  for (const column of REQUIRED.filter((name) => !columns.includes(name))) {
    faults.push({ line: 1, column, code: 'missing-column', fault: 'this column is missing' });
  }
  for (const [i, column] of columns.entries()) {
    const at = { line: 1, column };
    if (!known.includes(column))
      faults.push({ ...at, code: 'unknown-column', fault: `unknown column; known: ${known.join(', ')}` });
    else if (columns.indexOf(column) !== i)
      faults.push({ ...at, code: 'repeated-column', fault: 'this column stands there twice' });
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

function cellFault(
  path: readonly PropertyKey[],
  message: string,
  cellOf: (column: string) => string,
): Omit<ImportFault, 'line'> {
  const [column = 'id', ...inside] = path.map(String);
  const where = inside.length > 0 ? `${inside.join('.')}: ` : '';
  return { column, code: 'bad-value', value: cellOf(column), fault: `${where}${message}` };
}
