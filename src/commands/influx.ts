// `dropoff-hub influx ...`: prepares the InfluxDB of the configuration, and looks whether the hub could work with it.
import type { Command } from 'commander';
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import type { HistoryKindOptions } from '../history/index.ts';
import { influxOptions } from '../wiring/history-options.ts';

export function addInfluxCommands(program: Command): void {
  const influx = program.command('influx').description('the InfluxDB server of the configuration');

  influx
    .command('setup')
    .description('make buckets (2.x), or database and retention policies (1.x); what is there stays as it is')
    .action(async () => {
      const { setUpInflux } = await import('../history/index.ts');
      const config = influxConfig();
      const { rawDays, rollUpDays } = config.history.influx;
      await setUpInflux({
        influx: optionsOf(config),
        keepDays: { raw: rawDays, rollUps: rollUpDays },
        say: (finding) => console.log(finding),
      });
    });

  influx
    .command('check')
    .description('look at the server, write a point and read it back; exit code 1 when something is wrong')
    .action(async () => {
      const { tryRoundTrips } = await import('../history/index.ts');
      const trips = await tryRoundTrips(optionsOf(influxConfig()));
      for (const { ok, finding } of trips) console.log(`${ok ? 'ok   ' : 'WRONG'}  ${finding}`);
      if (!trips.every(({ ok }) => ok)) process.exitCode = 1;
    });
}

/** Also while the hub still runs with another store. */
function influxConfig(): HubConfig {
  return loadConfig({ ...process.env, HUB_HISTORY: 'influx' });
}

function optionsOf(config: HubConfig): HistoryKindOptions['influx'] {
  return influxOptions(config, config.dataFolder);
}
