// `dropoff-hub influx ...`: prepares the InfluxDB of the configuration, and looks whether the hub could work with it.
import type { Command } from 'commander';
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import type { HistoryKindOptions, ProbeReport } from '../history/index.ts';
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
    .description('look at the server, write points and read them back; exit code 1 when something is wrong')
    .action(async () => {
      const { probeInflux } = await import('../history/index.ts');
      const options = optionsOf(influxConfig());
      const report = await probeInflux(options);
      for (const line of findingsOf(report)) console.log(line);
      if (report.faults.length > 0) process.exitCode = 1;
    });
}

function findingsOf({ server, targets, answersLongQuestions, faults }: ProbeReport): string[] {
  const lines = server
    ? [`${server.name} ${server.version} answers; it is written by ${server.writePath}.`]
    : [];
  for (const { name, canBeRead, canBeWritten, keptDays } of targets) {
    const can = [canBeWritten && 'written', canBeRead && 'asked'].filter((word) => word !== false);
    lines.push(
      `${name}: can ${can.length > 0 ? `be ${can.join(' and ')}` : 'not be used'}; ${keptWords(keptDays)}.`,
    );
  }
  if (answersLongQuestions) lines.push('Statistics over 90 days are answered.');
  lines.push(...faults.map((fault) => `WRONG: ${fault}.`));
  return faults.length > 0 ? lines : [...lines, 'The hub can work with this server.'];
}

function keptWords(days: number | null | undefined): string {
  if (days === undefined) return 'it does not say how long it keeps points';
  return days === null ? 'keeps points without end' : `keeps points for ${days} days`;
}

/** Also while the hub still runs with another store. */
function influxConfig(): HubConfig {
  return loadConfig({ ...process.env, HUB_HISTORY: 'influx' });
}

function optionsOf(config: HubConfig): HistoryKindOptions['influx'] {
  return influxOptions(config, config.dataFolder);
}
