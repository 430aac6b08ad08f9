// What the ingest benchmark prints besides when InfluxDB keeps the history.
import type { AwayFigures } from '../influx/away.ts';
import type { DrainFigures } from '../influx/drain.ts';
import type { FiguresByTarget } from './ingest-report.ts';
import { rounded } from './rounded.ts';
import { tableText } from './table.ts';

export interface InfluxFigures {
  targets: FiguresByTarget;
  drain?: DrainFigures;
  away?: AwayFigures;
}

export function databaseTable(targets: FiguresByTarget): string {
  const header = ['', 'stored msg/s', 'backlog at the end, msg', 'stored after, s', 'influxd us/msg'];
  const rows = [...targets].flatMap(([name, { database, kept }]) =>
    database && kept
      ? [
          [
            name,
            database.storedPerSecond.toFixed(0),
            database.backlogMessages.toFixed(0),
            kept.historyLagSeconds.toFixed(2),
            database.databaseCpuMicrosPerMessage.toFixed(1),
          ],
        ]
      : [],
  );
  return tableText([header, ...rows]);
}

export function influxLines({ drain, away }: InfluxFigures): string[] {
  return [
    ...(drain
      ? [
          `draining: ${drain.forwardedPerSecond.toFixed(0)} points/s ` +
            `(hub ${drain.hubCpuMicrosPerPoint.toFixed(1)}, influxd ${drain.influxCpuMicrosPerPoint.toFixed(1)} us a point)`,
          `bare client: ${drain.bareClientPerSecond.toFixed(0)} points/s ` +
            `(client ${drain.bareClientCpuMicrosPerPoint.toFixed(1)}, influxd ${drain.bareInfluxCpuMicrosPerPoint.toFixed(1)} us a point)`,
        ]
      : []),
    ...(away
      ? [
          `InfluxDB killed and ${away.awaySeconds} s away: ${away.acked} acked, ${away.neverStored} never stored; ` +
            `everything there ${away.caughtUpAfterSeconds.toFixed(1)} s after it came back`,
          `ack p50 / p99 ms: ${away.ackP50MsNormal.toFixed(1)} / ${away.ackP99MsNormal.toFixed(1)} normal, ` +
            `${away.ackP50MsAway.toFixed(1)} / ${away.ackP99MsAway.toFixed(1)} while it is away`,
        ]
      : []),
  ];
}

/** To be put beside the targets and among the ratios of `ingestJson`. */
export function influxJson({ drain, away }: InfluxFigures): Record<string, unknown> {
  return { ...(drain && { drain: rounded({ ...drain }) }), ...(away && { away: rounded({ ...away }) }) };
}

export function influxRatios({ targets, drain, away }: InfluxFigures): Record<string, number> {
  const stored = (name: string) => targets.get(name)?.database?.storedPerSecond ?? Number.NaN;
  const durable = targets.get('hub')?.messagesPerSecond ?? Number.NaN;
  return {
    hubToNodeRed: durable / stored('nodeRed'),
    storedToNodeRed: stored('hub') / stored('nodeRed'),
    hubToNodeRedLean: durable / stored('nodeRedLean'),
    storedToNodeRedLean: stored('hub') / stored('nodeRedLean'),
    forwardedToBareClient: drain ? drain.forwardedPerSecond / drain.bareClientPerSecond : Number.NaN,
    ackP99AwayToNormal: away ? away.ackP99MsAway / away.ackP99MsNormal : Number.NaN,
  };
}
