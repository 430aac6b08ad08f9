// InfluxDB as the target of a copy from another history store: pages become the points that the hub itself would have
// written. It must not know where they come from.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalCursor } from '../../model/entry.ts';
import type { CopyExtent, CopyPage, CopyTarget } from '../copy.ts';
import { StoreUnavailable } from '../history.ts';
import { InfluxHistory } from './influx-history.ts';
import { aggregate, statement, within } from './influxql.ts';
import { linesAsideIn } from './lines-aside.ts';
import type { InfluxOptions, Target } from './options.ts';
import { Points } from './points.ts';
import { keptDaysOf } from './retention.ts';
import { dropOffHourLines, fillLevelHourLines } from './roll-up-lines.ts';
import { Sender } from './sender.ts';
import { InfluxServer } from './server.ts';

const DAY_MS = 86_400_000;
/** What the server will delete before a long copy has counted it. */
const MARGIN_MS = DAY_MS / 4;
/** Of one question that counts. */
const COUNT_SPAN_MS = 7 * DAY_MS;
const COUNT_TIMEOUT_MS = 120_000;
/** The server is waited for a minute in all; then the copy ends, to be started again. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** A field that every point of the measurement has. */
const COUNTED: Readonly<Record<string, string>> = {
  station_status: 'online',
  hub_health: 'received',
  emptying: 'detected_ms',
  alert_event: 'open',
  drop_off_hour: 'drop_offs',
  fill_level_hour: 'readings',
};

/** Throws `StoreUnavailable` when the server is away, or the hub has written there by itself. */
export async function openInfluxImport(
  options: InfluxOptions,
  source: JournalCursor | undefined,
): Promise<InfluxImport> {
  await refuseWhereHubWrote(options, source);
  const server = new InfluxServer({ ...options, timeoutMs: COUNT_TIMEOUT_MS });
  try {
    const now = Date.now();
    const fromOf = async (target: Target) => {
      const days = (await keptDaysOf(server, target)) ?? null;
      return days === null ? 0 : now - days * DAY_MS + MARGIN_MS;
    };
    return new InfluxImport(options, server, { raw: await fromOf('raw'), rollUps: await fromOf('rollUps') });
  } catch (cause) {
    server.close();
    throw cause;
  }
}

/** Its hourly sums may hold more than those of the source, which would be put over them. */
async function refuseWhereHubWrote(options: InfluxOptions, source: JournalCursor | undefined): Promise<void> {
  const store = new InfluxHistory(options);
  await store.open();
  const cursor = await store.cursor();
  await store.close();
  if (!cursor || (cursor.journalId === source?.journalId && cursor.position <= source.position)) return;
  throw new StoreUnavailable(
    'cannot copy the history: the hub has written to this InfluxDB already, beyond what the source knows; ' +
      'copy before the hub is started with it, or into buckets of their own',
  );
}

export class InfluxImport implements CopyTarget {
  readonly #options: InfluxOptions;
  readonly #server: InfluxServer;
  readonly #from: Readonly<Record<Target, number>>;
  readonly #points: Points;
  readonly #sender: Sender;

  constructor(options: InfluxOptions, server: InfluxServer, from: Readonly<Record<Target, number>>) {
    const { folder, onTrouble, accuracyConfidence } = options;
    this.#options = options;
    this.#server = server;
    this.#from = from;
    this.#points = new Points(accuracyConfidence);
    const putAside = linesAsideIn(join(folder, 'lines-aside'));
    this.#sender = new Sender(server, { putAside, ...(onTrouble && { onTrouble }) });
  }

  keepsFrom(measurement: string): number {
    return this.#from[targetOf(measurement)];
  }

  async write({ content }: CopyPage): Promise<void> {
    if ('entries' in content) return this.#send('raw', this.#points.linesOf(content.entries));
    const linesOf = content.rollUp === 'drop_off_hour' ? dropOffHourLines : fillLevelHourLines;
    return this.#send('rollUps', linesOf(content.rows.map((row) => ({ ...row, tags: { ...row.tags } }))));
  }

  async count(measurement: string, { from, to }: CopyExtent): Promise<number> {
    let points = 0;
    for (let start = from; start < to; start += COUNT_SPAN_MS) {
      points += await this.#countWithin(measurement, start, Math.min(to, start + COUNT_SPAN_MS));
    }
    return points;
  }

  /** As the hub does after a batch: the cursor moves when everything before it is on the server. */
  async finish(cursor: JournalCursor | undefined): Promise<void> {
    if (!cursor) return;
    const store = new InfluxHistory(this.#options);
    await store.open();
    await store.write([], cursor);
    await store.close();
  }

  async close(): Promise<void> {
    this.#server.close();
  }

  async #countWithin(measurement: string, from: number, to: number): Promise<number> {
    const counted = aggregate('count', COUNTED[measurement] ?? 'seq', 'points');
    const question = statement({ select: [counted], measurement, where: [within(from, to)] });
    const [series] = await this.#server.query(targetOf(measurement), question);
    return Number(series?.values[0]?.[series.columns.indexOf('points')] ?? 0);
  }

  async #send(target: Target, lines: readonly string[]): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    for (const waitMs of WAITS_MS) {
      try {
        return await this.#sender.send(target, lines);
      } catch (cause) {
        if (!(cause instanceof StoreUnavailable)) throw cause;
        await sleep(cause.retryAfterMs ?? waitMs);
      }
    }
    await this.#sender.send(target, lines);
  }
}

function targetOf(measurement: string): Target {
  return measurement.endsWith('_hour') ? 'rollUps' : 'raw';
}
