// `dropoff-hub history copy`: takes the past along into another history store. No hub may run meanwhile.
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import { openDataFolder } from '../data-folder.ts';
import { type CopiedMeasurement, copyHistory } from '../history/copy.ts';
import { copyProgressIn } from '../history/copy-progress.ts';
import { createCommandLog } from '../log.ts';
import { duckDbOptions, influxOptions } from '../wiring/history-options.ts';

export function addHistoryCommands(program: Command): void {
  const history = program.command('history').description('the store of what was');

  history
    .command('copy')
    .description('copy the whole history into another store; a copy that was cut goes on where it stopped')
    .addOption(new Option('--from <kind>', 'where it is').choices(['duckdb']).makeOptionMandatory())
    .addOption(new Option('--to <kind>', 'where it goes').choices(['influx']).makeOptionMandatory())
    .action(async ({ to }: { to: string }) => {
      const config = loadConfig({ ...process.env, HUB_HISTORY: to });
      const folder = await openDataFolder(config.dataFolder);
      try {
        const counts = await copyInto(config, folder.path);
        console.log(reportOf(counts));
        if (counts.some(isIncomplete)) process.exitCode = 1;
      } finally {
        await folder.release();
      }
    });
}

async function copyInto(config: HubConfig, dataFolder: string): Promise<CopiedMeasurement[]> {
  // Loaded late: the other commands need no store.
  const { openCopySource, openCopyTarget } = await import('../history/index.ts');
  const log = createCommandLog('warn');
  const onTrouble = (trouble: string) => log.warn({ trouble }, 'history');
  const source = await openCopySource({ ...duckDbOptions(config, dataFolder), onTrouble });
  try {
    const options = { ...influxOptions(config, dataFolder), onTrouble };
    const { url, auth, folder } = options;
    const { token: _, password: __, ...place } = { token: '', password: '', ...auth };
    const file = copyProgressIn(join(folder, 'copy.json'), { url, place, cursor: source.cursor });
    const target = await openCopyTarget(options, source.cursor);
    try {
      const saveProgress = (progress: Record<string, number>) => file.save(progress);
      return await copyHistory({
        source,
        target,
        progress: await file.read(),
        saveProgress,
        ...progressBar(),
      });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

function progressBar(): {
  onStart: (points: number, done: number) => void;
  onPage: (points: number) => void;
} {
  const bar = new SingleBar({
    format: 'Copying [{bar}] {percentage} % | {value}/{total} points | {eta_formatted} left',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 2_000,
    stopOnComplete: true,
  });
  let shown = false;
  return {
    onStart(points, done) {
      shown = points > done;
      if (shown) bar.start(points, done);
    },
    onPage(points) {
      if (shown) bar.increment(points);
    },
  };
}

function isIncomplete({ expected, found }: CopiedMeasurement): boolean {
  return found < expected;
}

function reportOf(counts: readonly CopiedMeasurement[]): string {
  const lines = counts.map(({ measurement, expected, found }) => {
    const missing = found < expected ? `  ${expected - found} MISSING` : '';
    return `${measurement.padEnd(18)}${String(expected).padStart(12)}${String(found).padStart(12)}${missing}`;
  });
  const verdict = counts.some(isIncomplete)
    ? 'Not everything is there: what the server did not take is in the data folder, history/influx/lines-aside.'
    : 'Everything is there. Start the hub with HUB_HISTORY=influx: it goes on from here.';
  return ['measurement              source      target', ...lines, verdict].join('\n');
}
