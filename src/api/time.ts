// Times at the edge: ISO 8601 with a zone or epoch milliseconds come in, ISO 8601 UTC goes out.
import { z } from '@hono/zod-openapi';

const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);
const EXPECTED =
  'a time of 2000 to 2100, as ISO 8601 with zone (2026-11-01T00:00:00+08:00) or epoch milliseconds';

const isoWithZone = z.iso.datetime({ offset: true });

/** A query parameter; gives milliseconds since 1970 UTC. */
export const instantSchema = z
  .string()
  .transform((text, ctx) => {
    const at = readInstant(text);
    if (at !== undefined) return at;
    ctx.addIssue({ code: 'custom', message: EXPECTED });
    return z.NEVER;
  })
  .openapi({ type: 'string', description: EXPECTED, example: '2026-11-01T00:00:00+08:00' });

export const isoSchema = z.string().openapi({ format: 'date-time', example: '2026-10-31T16:00:00.000Z' });

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function isoOrAbsent(at: number | undefined): string | undefined {
  return at === undefined ? undefined : iso(at);
}

function readInstant(text: string): number | undefined {
  const at = /^\d{12,13}$/.test(text) ? Number(text) : readIso(text);
  return at !== undefined && at >= EARLIEST && at < LATEST ? at : undefined;
}

function readIso(text: string): number | undefined {
  // A `+` that was not escaped in the query arrives as a space.
  const unspaced = text.replace(/ (?=\d\d:\d\d$)/, '+');
  return isoWithZone.safeParse(unspaced).success ? Date.parse(unspaced) : undefined;
}
