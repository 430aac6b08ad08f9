// A real InfluxDB that holds a town's days, written by the product's own hands: raw points, then hourly roll-ups.

import { Points } from '../../src/history/influx/points.ts';
import { RollUpWriter } from '../../src/history/influx/roll-up-writer.ts';
import { InfluxServer } from '../../src/history/influx/server.ts';
import { TouchedHours } from '../../src/history/influx/touched-hours.ts';
import type { Entry } from '../../src/model/entry.ts';
import { DATABASE } from './influxd.ts';

const LINES_A_WRITE = 5_000;

export async function fill(url: string, entries: readonly Entry[]): Promise<{ points: number }> {
  const server = new InfluxServer({ kind: 'influx', folder: '', url, auth: DATABASE });
  const lines = new Points().linesOf(entries);
  for (let start = 0; start < lines.length; start += LINES_A_WRITE) {
    await server.write('raw', lines.slice(start, start + LINES_A_WRITE));
  }
  const touched = new TouchedHours();
  for (const entry of entries)
    if ('station' in entry && 'at' in entry) touched.add(entry.station, entry.at, 0);
  await new RollUpWriter(server, touched).write(touched.oldest(Number.MAX_SAFE_INTEGER), () => true);
  server.close();
  return { points: lines.length };
}
