// A CSV of levels, `station,bin,observed_at,fill_level`, as recordings of real sensors come. Judges each row by what
// is known of the stations and says which one does not serve.
import { readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { z } from 'zod';
import type { TownStation } from '../town/profile.ts';

export interface RecordedLevel {
  station: string;
  bin: string;
  /** Milliseconds since 1970 UTC. */
  observedAt: number;
  /** 0 empty .. 1 full; outside it is sent as it is. */
  fillLevel: number;
}

const rowSchema = z.object({
  station: z.string().min(1),
  bin: z.string().min(1),
  observed_at: z.string().transform((text, context) => {
    const at = /^\d{12,14}$/.test(text) ? Number(text) : Date.parse(text);
    if (Number.isFinite(at)) return at;
    context.addIssue({
      code: 'custom',
      message: `cannot read time "${text}": expected ISO 8601 or epoch ms`,
    });
    return z.NEVER;
  }),
  fill_level: z.string().regex(/\d/, 'expected a number').transform(Number).pipe(z.number()),
});

/** In order of time. Throws at the first row that does not serve. */
export function readLevels(file: string, stations: readonly TownStation[]): RecordedLevel[] {
  const known = new Map(stations.map((station) => [station.id, station]));
  const levels = readRows(file).map((row, place) => {
    const parsed = rowSchema.safeParse(row);
    const cause = parsed.success ? unknownIn(parsed.data, known) : firstFault(parsed.error);
    if (!parsed.success || cause !== undefined)
      throw new Error(`cannot replay ${file}: row ${place + 2}: ${cause}`);
    const { station, bin, observed_at: observedAt, fill_level: fillLevel } = parsed.data;
    return { station, bin, observedAt, fillLevel };
  });
  if (levels.length === 0) throw new Error(`cannot replay ${file}: it has no rows below its heading`);
  return levels.sort((one, other) => one.observedAt - other.observedAt);
}

function unknownIn(
  { station, bin }: { station: string; bin: string },
  known: ReadonlyMap<string, TownStation>,
): string | undefined {
  const found = known.get(station);
  if (found === undefined) return `station "${station}" is not among those that are simulated`;
  if (found.bins.some(({ id }) => id === bin)) return undefined;
  return `station "${station}" has no bin "${bin}"; it has ${found.bins.map(({ id }) => id).join(', ')}`;
}

function firstFault(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join('.')}: ${issue?.message}`;
}

function readRows(file: string): Record<string, string>[] {
  try {
    const text = readFileSync(file, 'utf8');
    return parseCsv<Record<string, string>>(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      columns: true,
    });
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
