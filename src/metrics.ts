// What the hub counts about itself. The hot path adds to plain number fields; they become Prometheus text only when
// somebody scrapes. No labels by station: ten thousand stations must not become ten thousand series.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createLatencyHistogram, type LatencyHistogram } from './latency-histogram.ts';
import type { Verdict } from './model/delivery.ts';
import { REJECTION_REASONS, type RejectionReason } from './model/rejection.ts';

const MESSAGE_TYPES = ['drop-off', 'fill-level', 'emptied', 'event', 'batch', 'status', 'other'] as const;
export type CountedType = (typeof MESSAGE_TYPES)[number];
const VERDICTS = ['accepted', 'duplicate', 'rejected'] as const satisfies readonly Verdict[];

/** What is true at the moment of the scrape; undefined values are left out. */
const GAUGES = {
  hub_journal_writable: '1 while messages can be acknowledged',
  hub_journal_bytes: 'Size of the journal on disk',
  hub_journal_max_bytes: 'Size at which the journal takes nothing more',
  hub_journal_position: 'End of the journal on disk, a byte offset that never starts again',
  hub_disk_free_bytes: 'Free space where the journal lies',
  hub_journal_days_left: 'Days until the journal is full at the present rate',
  hub_history_position: 'Up to where the history store has applied the journal',
  hub_history_behind_bytes: 'Journal not yet in the history store',
  hub_history_behind_seconds: 'Age of the oldest entry not yet in the history store',
  hub_history_failing: '1 while the history store refuses or cannot be reached',
  hub_watch_position: 'Up to where the watch has judged the journal',
  hub_watch_behind_bytes: 'Journal not yet judged by the watch',
  hub_watch_behind_seconds: 'Age of the oldest entry not yet judged by the watch',
  hub_watch_entries_judged: 'Entries of the journal that the watch has judged since its start',
  hub_watch_frames_aside:
    'Frames of the journal that the watch could not judge and put aside since its start',
  hub_watch_failing: '1 while the watch does not get on',
  hub_alerts_open: 'Alerts that are open',
  hub_notifier_messages_waiting: 'Messages that wait to be sent',
  hub_connected_clients: 'MQTT clients connected',
  hub_registered_stations: 'Stations in the registry',
} as const;
type GaugeName = keyof typeof GAUGES;
/** Of those that have no one value, the label that tells them apart. */
const LABELS = {
  hub_alerts_open: 'severity',
  hub_notifier_messages_waiting: 'notifier',
} as const satisfies Partial<Record<GaugeName, string>>;
type GaugeValues = {
  [Name in GaugeName]?:
    | (Name extends keyof typeof LABELS ? Readonly<Record<string, number>> : number)
    | undefined;
};

const TOTALS = {
  journalGroups: ['hub_journal_groups_total', 'Groups written to the journal, one fdatasync each'],
  connects: ['hub_connects_total', 'CONNECTs that were let in'],
  takeovers: ['hub_takeovers_total', 'Connections that took the place of a living one'],
  oversizedPackets: ['hub_oversized_packets_total', 'Packets over the limit, which closed their socket'],
  rejectionsUnkept: ['hub_rejections_unkept_total', 'Rejections counted only, faster than quarantine keeps'],
} as const;
type TotalName = keyof typeof TOTALS;

/** Write `metrics.totals.journalGroups++`, `metrics.messages['drop-off'].accepted++`. */
export interface Metrics {
  readonly messages: Record<CountedType, Record<Verdict, number>>;
  readonly rejections: Record<RejectionReason, number>;
  readonly totals: Record<TotalName, number>;
  /** By reason; the caller keeps the set of reasons small. */
  readonly refusedConnections: Map<string, number>;
  /** By status, e.g. 200. */
  readonly httpResponses: Map<string, number>;
  /** Of messages to people, by name of the notifier. */
  readonly notifierSends: Map<string, { ok: number; failed: number }>;
  /** From arrival at the door to the PUBACK. */
  readonly ackSeconds: LatencyHistogram;
  readonly contentType: string;
  text(gauges: GaugeValues): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const metrics = {
    messages: record(MESSAGE_TYPES, () => record(VERDICTS, () => 0)),
    rejections: record(REJECTION_REASONS, () => 0),
    totals: record(Object.keys(TOTALS) as TotalName[], () => 0),
    refusedConnections: new Map<string, number>(),
    httpResponses: new Map<string, number>(),
    notifierSends: new Map<string, { ok: number; failed: number }>(),
    ackSeconds: createLatencyHistogram('hub_ack_seconds', 'From arrival of a message to its PUBACK'),
    contentType: registry.contentType,
  };
  const gauges = new Map<string, Gauge>();
  for (const [name, help] of Object.entries(GAUGES))
    gauges.set(name, new Gauge({ name, help, labelNames: labelsOf(name), registers: [registry] }));
  addCounters(registry, metrics);
  collectDefaultMetrics({ register: registry });

  return {
    ...metrics,
    async text(values) {
      for (const [name, gauge] of gauges) setGauge(gauge, values[name as GaugeName], labelsOf(name));
      return `${await registry.metrics()}\n${metrics.ackSeconds.text()}`;
    },
  };
}

function labelsOf(name: string): string[] {
  return Object.entries(LABELS).flatMap(([labelled, label]) => (labelled === name ? [label] : []));
}

function setGauge(gauge: Gauge, value: GaugeValues[GaugeName], [label]: readonly string[]): void {
  if (label === undefined) gauge.remove();
  else gauge.reset();
  if (typeof value === 'number') gauge.set(value);
  else if (label) for (const [of, each] of Object.entries(value ?? {})) gauge.set({ [label]: of }, each);
}

type Counts = Pick<
  Metrics,
  'messages' | 'rejections' | 'totals' | 'refusedConnections' | 'httpResponses' | 'notifierSends'
>;

function addCounters(registry: Registry, counts: Counts): void {
  counter(registry, 'hub_messages_total', 'Messages at the door', ['type', 'verdict'], function* () {
    for (const type of MESSAGE_TYPES)
      for (const verdict of VERDICTS) yield [{ type, verdict }, counts.messages[type][verdict]];
  });
  counter(registry, 'hub_rejections_total', 'Rejections by reason', ['reason'], function* () {
    for (const reason of REJECTION_REASONS) yield [{ reason }, counts.rejections[reason]];
  });
  counter(registry, 'hub_refused_connections_total', 'CONNECTs not let in', ['reason'], function* () {
    for (const [reason, count] of counts.refusedConnections) yield [{ reason }, count];
  });
  counter(registry, 'hub_http_responses_total', 'Answers of the API', ['status'], function* () {
    for (const [status, count] of counts.httpResponses) yield [{ status }, count];
  });
  const sends = 'Messages and digests that a notifier took, or did not';
  counter(registry, 'hub_notifier_sends_total', sends, ['notifier', 'result'], function* () {
    for (const [notifier, { ok, failed }] of counts.notifierSends) {
      yield [{ notifier, result: 'ok' }, ok];
      yield [{ notifier, result: 'failed' }, failed];
    }
  });
  for (const [key, [name, help]] of Object.entries(TOTALS))
    counter(registry, name, help, [], function* () {
      yield [{}, counts.totals[key as TotalName]];
    });
}

type Sample = [labels: Record<string, string>, value: number];

function counter(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  samples: () => Iterable<Sample>,
): void {
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const [labels, value] of samples()) this.inc(labels, value);
    },
  });
}

function record<Key extends string, Value>(keys: readonly Key[], value: () => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value()])) as Record<Key, Value>;
}
