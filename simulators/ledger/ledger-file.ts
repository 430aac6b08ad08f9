// The ledger of a run, as a file: what was said, what was acknowledged, and what must therefore be found at the hub.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { REJECTION_REASONS } from '../../src/model/rejection.ts';
import { STREAMS } from '../../src/model/stream.ts';

const count = z.int().min(0);
const byReason = z.partialRecord(z.enum(REJECTION_REASONS), count);

const streamSchema = z.strictObject({ dropOffs: count, weightKg: z.number(), levels: count });

const stationSchema = z.strictObject({
  /** Messages, each of a batch; those that came again too. */
  sent: count,
  acknowledged: count,
  /** Sent, and no PUBACK until the end. */
  unacknowledged: count,
  /** Went out again after a broken line: the hub may have counted each as a duplicate. */
  resentMessages: count,
  expected: z.strictObject({
    /** In whole or in part. */
    accepted: count,
    duplicates: count,
    rejected: byReason,
    takeovers: count,
  }),
  /** Of deposits and levels that were accepted. */
  streams: z.partialRecord(z.enum(STREAMS), streamSchema),
  /** Numbers that the hub must know, as closed ranges, and how many are missing between them. */
  boots: z.record(z.string(), z.strictObject({ ranges: z.array(z.tuple([count, count])), missing: count })),
  /** What the hub itself told of refused messages. */
  toldRejected: count,
});

/** What the hub had counted of a station before the run. */
const countersSchema = z.object({
  received: count,
  duplicates: count,
  rejected: byReason,
  takeovers: count,
});

const ledgerSchema = z.strictObject({
  version: z.literal(1),
  /** Of the scenario, or the file that was replayed. */
  name: z.string(),
  seed: z.int(),
  speed: z.number(),
  /** Real times, milliseconds since 1970 UTC. */
  startedAt: z.int(),
  endedAt: z.int(),
  /** No reading is dated before it. */
  datedFrom: z.int(),
  stations: z.record(z.string(), stationSchema),
  before: z.record(z.string(), countersSchema).optional(),
});

export type Ledger = z.infer<typeof ledgerSchema>;
export type LedgerStation = z.infer<typeof stationSchema>;
export type LedgerStream = z.infer<typeof streamSchema>;
export type Counters = z.infer<typeof countersSchema>;

export function writeLedger(file: string, ledger: Ledger): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(ledgerSchema.parse(ledger), undefined, 1)}\n`);
}

/** Throws when it is none. */
export function readLedger(file: string): Ledger {
  try {
    return ledgerSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const cause = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`cannot read ledger ${file}: ${cause}`, { cause: error });
  }
}
