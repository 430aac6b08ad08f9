// The state of a fleet between two starts: levels, last dated time, boot and what the hub had not acknowledged, so
// that a second start goes on where the first stopped, with nothing said twice and nothing left out.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { EVENT_KINDS } from '../../src/model/reading.ts';

const savedStationSchema = z.object({
  /** Milliseconds since 1970 UTC. */
  datedUntil: z.number(),
  nextMinute: z.int(),
  litres: z.record(z.string(), z.number()),
  openEvents: z.array(
    z.object({
      kind: z.enum(EVENT_KINDS),
      phase: z.enum(['raised', 'cleared']),
      code: z.string().optional(),
    }),
  ),
  boot: z.object({ id: z.string(), nextSeq: z.int(), sinceMinute: z.int(), live: z.boolean() }).optional(),
  pending: z.array(
    z.object({ type: z.enum(['drop-off', 'fill-level', 'emptied', 'event']), json: z.string() }),
  ),
});

const savedFleetSchema = z.object({
  version: z.literal(1),
  seed: z.number(),
  stations: z.record(z.string(), savedStationSchema),
});

export type SavedStation = z.infer<typeof savedStationSchema>;
export type SavedFleet = z.infer<typeof savedFleetSchema>;

/** Undefined when there is no such file yet. Throws when it cannot be used. */
export function readFleetState(file: string, seed: number): SavedFleet | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const saved = parse(file, text);
  if (saved.seed === seed) return saved;
  throw new Error(
    `cannot go on from ${file}: it was made with seed ${saved.seed}, not ${seed}; ` +
      'use that seed or another state file',
  );
}

/** Replaces the file as a whole: a stop in the middle leaves the one before. */
export function writeFleetState(file: string, state: SavedFleet): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`cannot read state file ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function parse(file: string, text: string): SavedFleet {
  try {
    return savedFleetSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `cannot use state file ${file}: it is damaged or of another version; delete it to begin anew`,
      { cause: error },
    );
  }
}
