// A real InfluxDB that holds a town's days, written by the product's own history store: readings, then hourly sums.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistoryStore } from '../../src/history/index.ts';
import type { Entry } from '../../src/model/entry.ts';
import { DATABASE } from './influxd.ts';

const ENTRIES_A_WRITE = 2_000;
/** Each makes sums for two seconds at most; what is done already takes no time. */
const ROUNDS = 10;
const MINUTE_MS = 60_000;

export async function fill(url: string, entries: readonly Entry[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'filled-influxd-'));
  const store = await openHistoryStore({ kind: 'influx', folder, url, auth: DATABASE });
  for (let position = 0; position < entries.length; position += ENTRIES_A_WRITE) {
    await store.write(entries.slice(position, position + ENTRIES_A_WRITE), { journalId: 'town', position });
  }
  for (let round = 1; round <= ROUNDS; round++) await store.maintain(Date.now() + round * 5 * MINUTE_MS);
  await store.close();
  await rm(folder, { recursive: true });
}
