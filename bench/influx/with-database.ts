// A fresh database for each target, so that none pays for what another has stored; gone when the target stops.
import type { RunningTarget } from '../targets/target.ts';
import { InfluxDatabase } from './influx-database.ts';
import type { Influxd } from './influxd.ts';

export async function withDatabase(
  influxd: Influxd,
  name: string,
  start: (database: InfluxDatabase) => Promise<RunningTarget>,
): Promise<RunningTarget> {
  const database = new InfluxDatabase(influxd.url, name);
  await database.create();
  const running = await start(database);
  return {
    ...running,
    async stop() {
      await running.stop();
      await database.drop();
    },
  };
}
