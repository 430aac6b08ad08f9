// Plays a scenario or a replay from the command line: scripts first, then the run, then its ledger file.
import { basename, join } from 'node:path';
import { systemClock } from '../src/model/clock.ts';
import type { FleetStation } from './fleet/fleet.ts';
import { createInterrupt } from './interrupt.ts';
import { type Ledger, writeLedger } from './ledger/ledger-file.ts';
import { runScripts } from './play/run-scripts.ts';
import { readLevels } from './replay/read-levels.ts';
import { writeReplay } from './replay/write-replay.ts';
import { say } from './report.ts';
import { readScenario } from './scenario/read-scenario.ts';
import { furthestBackMs } from './scenario/station-clock.ts';
import type { StationScript } from './scenario/step.ts';
import { type Run, writeScript } from './scenario/write-script.ts';
import { HubAnswers } from './verify/hub-answers.ts';
import { countersOf } from './verify/verify-ledger.ts';

export interface ScriptedOptions {
  /** A name or a file; else `replay`. */
  scenario?: string | undefined;
  replay?: string | undefined;
  stations: readonly FleetStation[];
  seed: number;
  speed: number;
  host: string;
  port: number;
  /** Real time after which it ends, however much is left. */
  forMs?: number | undefined;
  ledger?: string | undefined;
  /** Its API, to note what it had counted before. */
  hub?: string | undefined;
  token?: string | undefined;
}

interface Scripted {
  name: string;
  scripts: StationScript[];
  datedFrom: number;
}

const LEDGERS = 'data/ledgers';

/** Returns whether the hub acknowledged everything. */
export async function runScripted(options: ScriptedOptions): Promise<boolean> {
  const { stations, seed, speed, host, port, hub, token } = options;
  const ids = stations.map(({ station }) => station.id);
  const before = hub === undefined ? undefined : await countersOf(ids, new HubAnswers(hub, token));
  const run: Run = { seed, speed, startsAt: systemClock.now() };
  const scripted = write(options, run);
  tell(
    `${scripted.name}: ${scripted.scripts.length} stations at ${host}:${port}, speed ${speed}; Ctrl-C ends.`,
  );
  const interrupt = createInterrupt(() => tell('Ending: waiting for the last acknowledgements.'));
  const tokens = new Map(stations.map(({ station, token: secret }) => [station.id, secret]));
  const signal = endOf(interrupt.signal, options.forMs);
  const ledger = await runScripts({ ...run, ...scripted, tokens, host, port, clock: systemClock }, signal);
  interrupt.release();
  const file = options.ledger ?? defaultFile(ledger);
  writeLedger(file, before === undefined ? ledger : { ...ledger, before });
  process.stdout.write(`${describe(ledger)} Ledger: ${file}\n`);
  return Object.values(ledger.stations).every(({ unacknowledged }) => unacknowledged === 0);
}

function write({ scenario: name, replay = '', stations }: ScriptedOptions, run: Run): Scripted {
  const towns = stations.map(({ station }) => station);
  if (name === undefined) {
    const levels = readLevels(replay, towns);
    const named = basename(replay, '.csv');
    return {
      name: named,
      scripts: writeReplay({ name: named, levels, stations: towns }, run),
      datedFrom: run.startsAt,
    };
  }
  const scenario = readScenario(name);
  const scripts = towns.map((station) => writeScript(scenario, station, run));
  return { name: scenario.name, scripts, datedFrom: run.startsAt - furthestBackMs(scenario) };
}

function endOf(interrupted: AbortSignal, forMs: number | undefined): AbortSignal {
  return forMs === undefined ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(forMs)]);
}

function defaultFile({ name, startedAt }: Ledger): string {
  return join(LEDGERS, `${name}-${new Date(startedAt).toISOString().replaceAll(/[:.]/g, '')}.json`);
}

function describe({ stations }: Ledger): string {
  const all = Object.values(stations);
  const sum = (of: (station: (typeof all)[number]) => number) =>
    say(all.reduce((total, one) => total + of(one), 0));
  const refused = sum(({ expected }) =>
    Object.values(expected.rejected).reduce((total, one) => total + one, 0),
  );
  return (
    `${sum(({ sent }) => sent)} messages sent, ${sum(({ acknowledged }) => acknowledged)} acknowledged; expected at ` +
    `the hub: ${sum(({ expected }) => expected.accepted)} accepted, ${refused} rejected, ` +
    `${sum(({ expected }) => expected.duplicates)} duplicates.`
  );
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
