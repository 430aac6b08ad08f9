// `dropoff-hub doctor`: looks at everything that a hub needs and says what to do. Exit code 1 when something is bad.
import type { Command } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import { controlSocketPath } from '../control/control-socket.ts';
import { checkCertificate } from '../doctor/check-certificates.ts';
import { checkDisk } from '../doctor/check-disk.ts';
import { checkFolder } from '../doctor/check-folder.ts';
import { checkHub } from '../doctor/check-hub.ts';
import { checkClock, checkOpenFiles } from '../doctor/check-machine.ts';
import { bad, type Finding, ok } from '../doctor/finding.ts';
import { systemClock } from '../model/clock.ts';
import { historyStoreOptions } from '../wiring/history-options.ts';

const MARKS = { ok: 'ok     ', warning: 'WARNING', bad: 'BAD    ' } as const;

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'look at everything that the hub needs, and say what to do; exit code 1 when something is bad',
    )
    .action(async () => {
      let isBad = false;
      for await (const { level, subject, text, advice } of examine()) {
        console.log(`${MARKS[level]}  ${subject}: ${text}`);
        if (advice !== undefined) console.log(`         -> ${advice}`);
        isBad ||= level === 'bad';
      }
      if (isBad) process.exitCode = 1;
    });
}

async function* examine(): AsyncGenerator<Finding> {
  const config = configOrFaults();
  if (Array.isArray(config)) {
    yield* config;
    return;
  }
  yield ok('configuration', 'valid');
  const { dataFolder, journal, mqtt } = config;
  yield* await checkFolder(dataFolder);
  yield* await checkDisk(dataFolder, journal);
  yield await checkClock(dataFolder, systemClock.now());
  yield await checkOpenFiles(mqtt.maxConnections);
  yield* await certificates(config);
  yield* await store(config);
  yield* await checkHub(dataFolder, controlSocketPath(dataFolder));
}

function configOrFaults(): HubConfig | Finding[] {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice = 'mend it, then run this again: nothing else can be looked at';
    return [bad('configuration', error.message, advice)];
  }
}

function certificates({ mqtt, http }: HubConfig): Promise<Finding[]> {
  const places = Object.entries({ 'mqtt.tls': mqtt.tls, 'http.tls': http.tls });
  const set = places.flatMap(([setting, tls]) => (tls ? [{ setting, ...tls }] : []));
  return Promise.all(set.map((place) => checkCertificate(place, systemClock.now())));
}

/** What is embedded is looked at by its hub, or when one starts. */
async function store(config: HubConfig): Promise<Finding[]> {
  if (config.history.kind === 'duckdb') return [];
  // Loaded late: the other commands need no store.
  const { faultsOfStore } = await import('../history/index.ts');
  const faults = await faultsOfStore(historyStoreOptions(config, config.dataFolder));
  if (faults.length === 0) return [ok('InfluxDB', 'reachable, and as the hub needs it')];
  return faults.map((fault) => bad('InfluxDB', fault, 'see `dropoff-hub influx check` and docs/influxdb.md'));
}
