// Deposits by the hour of the day, added up over the days that were asked. Pure.
import { STREAMS, type Stream } from '../../parts/stream.ts';
import type { Statistics } from './answers.ts';
import { localHour } from './local-hour.ts';

export interface HourDeposits {
  /** 0..23, of local time. */
  hour: number;
  total: number;
  byStream: Record<Stream, number>;
}

/** 24 rows; `statistics` of single hours. */
export function hourDeposits({ buckets, zone }: Pick<Statistics, 'buckets' | 'zone'>): HourDeposits[] {
  const rows = Array.from({ length: 24 }, (_, hour) => ({ hour, total: 0, byStream: nothing() }));
  for (const { from, streams } of buckets) {
    const row = rows[localHour(Date.parse(from), zone).hour];
    if (!row) continue;
    for (const { stream, dropOffs } of streams) {
      row.byStream[stream] += dropOffs;
      row.total += dropOffs;
    }
  }
  return rows;
}

function nothing(): Record<Stream, number> {
  return Object.fromEntries(STREAMS.map((stream) => [stream, 0])) as Record<Stream, number>;
}
