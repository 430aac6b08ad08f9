// What a target has stored in InfluxDB, found out in the same way for all of them: a message is stored when a query
// finds its points. It does not ask the target.
import type { CaughtUp, TargetStore } from '../targets/target.ts';
import type { InfluxDatabase } from './influx-database.ts';

const LOOK_AGAIN_MS = 50;
/** Nothing new for so long: worth an exact count. */
const STILL_MS = 300;

export interface InfluxStoreOptions {
  database: InfluxDatabase;
  /** Nothing new for so long: no more will come. */
  givenUpAfterMs: number;
  /** Whether the target says that it is still at it; without it only time tells. */
  isBusy?: () => Promise<boolean>;
}

export function influxStore(options: InfluxStoreOptions): TargetStore {
  return {
    catchUp: (acked) => catchUp(options, acked),
    counts: async () => ({ stored: await options.database.storedMessages() }),
  };
}

/** Until everything acknowledged can be queried, or nothing more comes. */
async function catchUp(
  { database, givenUpAfterMs, isBusy }: InfluxStoreOptions,
  acked: number,
): Promise<CaughtUp> {
  const askedAt = performance.now();
  const writtenBefore = await database.writtenPoints();
  let written = writtenBefore;
  let grewAt = askedAt;
  let countedAt = askedAt;
  while (true) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    const writtenNow = await database.writtenPoints();
    const now = performance.now();
    if (writtenNow > written) grewAt = now;
    written = writtenNow;
    const stillMs = now - grewAt;
    if (stillMs > STILL_MS && countedAt < grewAt + STILL_MS) {
      countedAt = now;
      if ((await database.storedMessages()) >= acked) break;
    }
    if (stillMs > givenUpAfterMs && !(await isBusy?.())) break;
  }
  const seconds = (grewAt - askedAt) / 1000;
  return { lagSeconds: seconds, storedAfterSeconds: seconds, backlogShare: 1 - writtenBefore / written };
}
