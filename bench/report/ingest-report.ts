// What the ingest benchmark prints: a table for people, and one JSON object for machines.
import type { Figures, KeptFigures } from '../measure/measure-target.ts';
import { rounded } from './rounded.ts';
import { tableText } from './table.ts';

export type FiguresByTarget = ReadonlyMap<string, Figures>;

export function ingestTable(figures: FiguresByTarget, ratePerSecond: number): string {
  const header = [
    '',
    'msg/s',
    'CPU us/msg',
    'ack p50 ms',
    'ack p99 ms',
    `ack p50 ms at ${ratePerSecond}/s`,
    `ack p99 ms at ${ratePerSecond}/s`,
    'peak MB',
    'generator us/msg',
  ];
  const rows = [...figures].map(([name, f]) => [
    name,
    f.messagesPerSecond.toFixed(0),
    f.cpuMicrosPerMessage.toFixed(1),
    f.ackP50Ms.toFixed(1),
    f.ackP99Ms.toFixed(1),
    f.ackP50MsAtRate.toFixed(1),
    f.ackP99MsAtRate.toFixed(1),
    f.peakMemoryMb.toFixed(0),
    f.generatorCpuMicrosPerMessage.toFixed(1),
  ]);
  return tableText([header, ...rows]);
}

export function keptLines(figures: FiguresByTarget): string[] {
  return [...figures].flatMap(([name, { kept }]) => (kept ? `${name}: ${keptText(kept)}` : []));
}

function keptText(kept: KeptFigures): string {
  const { acked, stored, missing, duplicates, historyLagSeconds, watchLagSeconds } = kept;
  return [
    `${acked} acked, ${stored} stored`,
    ...(missing === undefined ? [] : [`, ${missing} missing`]),
    ...(duplicates === undefined ? [] : [`, ${duplicates} duplicates`]),
    `; history ${historyLagSeconds.toFixed(2)} s behind at the end`,
    ...(watchLagSeconds === undefined ? [] : [`, watch ${watchLagSeconds.toFixed(1)} s`]),
  ].join('');
}

/** `more`: ratios that are not about speed and cost alone. */
export function ingestJson(
  figures: FiguresByTarget,
  ratePerSecond: number,
  more: Record<string, number> = {},
): Record<string, unknown> {
  const targets = [...figures].map(([name, f]) => [name, jsonOf(f, ratePerSecond)]);
  return { ...Object.fromEntries(targets), ratios: { ...ratiosOf(figures), ...known(more) } };
}

function jsonOf(figures: Figures, ratePerSecond: number): Record<string, number> {
  const { kept, database, ackP50MsAtRate, ackP99MsAtRate, ...plain } = figures;
  const all = {
    ...plain,
    [`ackP50MsAt${ratePerSecond}`]: ackP50MsAtRate,
    [`ackP99MsAt${ratePerSecond}`]: ackP99MsAtRate,
    ...kept,
    ...database,
  };
  return rounded(all);
}

function ratiosOf(figures: FiguresByTarget): Record<string, number> {
  const speed = (name: string) => figures.get(name)?.messagesPerSecond ?? Number.NaN;
  const cpu = (name: string) => figures.get(name)?.cpuMicrosPerMessage ?? Number.NaN;
  return known({
    hubToAedes: speed('hub') / speed('aedes'),
    hubToMosquitto: speed('hub') / speed('mosquitto'),
    hubCpuToAedes: cpu('hub') / cpu('aedes'),
    hubLateToHub: speed('hubLate') / speed('hub'),
  });
}

/** Only of what was measured. */
function known(ratios: Record<string, number>): Record<string, number> {
  return rounded(Object.fromEntries(Object.entries(ratios).filter(([, ratio]) => Number.isFinite(ratio))));
}
