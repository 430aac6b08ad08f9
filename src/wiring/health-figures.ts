// The figures of the hub about itself: what was counted since the record before, and what is true now. It must not
// know where they go.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HubHealth } from '../api/sources.ts';
import type { Broker } from '../broker/broker.ts';
import type { History } from '../history/history-client.ts';
import type { StationView } from '../ingest/station-view.ts';
import type { Metrics } from '../metrics.ts';
import {
  type CountField,
  HEALTH_FIELDS,
  type HealthField,
  type HealthFields,
  rejectedField,
} from '../model/health.ts';
import { REJECTION_REASONS } from '../model/rejection.ts';
import type { Registry } from '../registry/registry.ts';

export interface HealthFigureParts {
  metrics: Pick<Metrics, 'messages' | 'rejections' | 'refusedConnections' | 'ackSeconds'>;
  registry: Pick<Registry, 'stations'>;
  stations: Pick<StationView, 'figuresOf'>;
  broker: Pick<Broker, 'connectedClients' | 'heldMessages'>;
  history: Pick<History, 'state'>;
  health: { read(): HubHealth };
}

type Counts = Record<CountField, number>;

/** How often the event loop is looked at. */
const LOOP_RESOLUTION_MS = 20;
/** So many stations are looked at in one turn of the event loop: messages go on between. */
const STATIONS_A_TURN = 100;

export class HealthFigures {
  readonly #parts: HealthFigureParts;
  readonly #startedAtMs = performance.now();
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  #kept: { atMs: number; counts: Counts };
  #taken: { atMs: number; counts: Counts };

  constructor(parts: HealthFigureParts) {
    this.#parts = parts;
    this.#kept = { atMs: this.#startedAtMs, counts: countsOf(parts.metrics) };
    this.#taken = this.#kept;
  }

  start(): void {
    this.#loop.enable();
  }

  /** One call at a time. */
  async take(): Promise<HealthFields> {
    const stations = await survey(this.#parts);
    this.#taken = { atMs: performance.now(), counts: countsOf(this.#parts.metrics) };
    return wellTyped({ ...this.#counted(), ...stations, ...this.#now(), ...this.#times() });
  }

  /** What was taken last is on disk: the next counts begin there. Without it they hold what was taken as well. */
  keep(): void {
    this.#kept = this.#taken;
  }

  stop(): void {
    this.#loop.disable();
  }

  #counted(): Counts {
    const { counts: now } = this.#taken;
    const before = this.#kept.counts;
    const since = Object.entries(now).map(([field, count]) => [field, count - before[field as CountField]]);
    return Object.fromEntries(since) as Counts;
  }

  #now(): HealthFields {
    const { broker, history, health } = this.#parts;
    const { journal, history: behind } = health.read();
    const { rss, heapUsed } = process.memoryUsage();
    return {
      connections: broker.connectedClients(),
      held_messages: broker.heldMessages(),
      journal_bytes: journal.bytes,
      journal_max_bytes: journal.maxBytes,
      journal_free_ratio: Math.max(0, 1 - journal.bytes / journal.maxBytes),
      history_behind_bytes: behind.behindBytes,
      history_behind_ms: behind.behindSeconds * 1_000,
      history_failing: Number(behind.failing !== undefined),
      history_frames_aside: history.state().framesAside,
      rss_bytes: rss,
      heap_used_bytes: heapUsed,
      uptime_s: (performance.now() - this.#startedAtMs) / 1_000,
    };
  }

  #times(): HealthFields {
    const acks = this.#parts.metrics.ackSeconds.takePercentilesMs();
    const lateMs = this.#loop.percentile(99) / 1e6 - LOOP_RESOLUTION_MS;
    this.#loop.reset();
    return {
      interval_ms: this.#taken.atMs - this.#kept.atMs,
      ...(acks && { ack_p50_ms: acks.p50, ack_p99_ms: acks.p99 }),
      event_loop_p99_ms: Math.max(0, lateMs),
    };
  }
}

async function survey({ registry, stations }: HealthFigureParts): Promise<HealthFields> {
  const registered = registry.stations();
  let online = 0;
  let missing = 0;
  for (const [place, { id }] of registered.entries()) {
    if (place % STATIONS_A_TURN === 0) await nextTurn();
    const figures = stations.figuresOf(id);
    online += Number(figures.online);
    missing += figures.missing;
  }
  return { stations_registered: registered.length, stations_online: online, missing };
}

function countsOf({
  messages,
  rejections,
  refusedConnections,
}: Pick<Metrics, 'messages' | 'rejections' | 'refusedConnections'>): Counts {
  const counts = { received: 0, accepted: 0, duplicates: 0, rejected: 0, refused_connections: 0 } as Counts;
  for (const { accepted, duplicate, rejected } of Object.values(messages)) {
    counts.accepted += accepted;
    counts.duplicates += duplicate;
    counts.rejected += rejected;
  }
  counts.received = counts.accepted + counts.duplicates + counts.rejected;
  for (const count of refusedConnections.values()) counts.refused_connections += count;
  for (const reason of REJECTION_REASONS) counts[rejectedField(reason)] = rejections[reason];
  return counts;
}

/** A number that a store cannot take would cost the readings beside it in the journal their place in the history. */
function wellTyped(fields: HealthFields): HealthFields {
  const entries = Object.entries(fields).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(
    entries.map(([field, value]) => [
      field,
      HEALTH_FIELDS[field as HealthField] === 'integer' ? Math.round(value) : value,
    ]),
  );
}
