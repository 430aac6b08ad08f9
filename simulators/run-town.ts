// Plain life of the town from the command line: the past that is asked for, then the present until its end.
import { systemClock } from '../src/model/clock.ts';
import { sayDuration } from './duration.ts';
import { Fleet, type FleetResult, type FleetStation, LONGEST_PAST_MS } from './fleet/fleet.ts';
import { createInterrupt } from './interrupt.ts';
import { FleetLedger } from './ledger/fleet-ledger.ts';
import { writeLedger } from './ledger/ledger-file.ts';
import { createProgressBar } from './progress-bar.ts';
import { HubAnswers } from './verify/hub-answers.ts';
import { countersOf } from './verify/verify-ledger.ts';

export interface TownOptions {
  stations: readonly FleetStation[];
  seed: number;
  speed: number;
  host: string;
  port: number;
  backfillMs: number;
  liveForMs?: number | undefined;
  stateFile?: string | undefined;
  /** The file to write. */
  ledger?: string | undefined;
  /** Its API, to note what it had counted before. */
  hub?: string | undefined;
  token?: string | undefined;
}

export async function runTown(options: TownOptions): Promise<FleetResult> {
  const { stations, host, port, speed, stateFile } = options;
  if (stateFile && options.ledger)
    throw new Error('cannot keep a ledger of a run that goes on from another: give --ledger or --state');
  const before = await countedBefore(options);
  const ledger = new FleetLedger(stations, systemClock.now());
  const fleet = new Fleet({
    ...options,
    clock: systemClock,
    backfillMs: pastWithinBounds(options.backfillMs),
    listenerOf: options.ledger === undefined ? undefined : ledger.listenerOf,
    progress: createProgressBar('Telling the past'),
    onLive: () => tell(`${stations.length} stations live at ${host}:${port}, speed ${speed}; Ctrl-C ends.`),
  });
  const interrupt = createInterrupt(() => tell('Ending: waiting for the last acknowledgements.'));
  const result = await fleet.run(interrupt.signal);
  interrupt.release();
  const run = { seed: options.seed, speed, clock: systemClock };
  if (options.ledger) writeLedger(options.ledger, { ...ledger.close(result, run), ...before });
  return result;
}

async function countedBefore({ stations, hub, token }: TownOptions) {
  if (hub === undefined) return {};
  const ids = stations.map(({ station }) => station.id);
  return { before: await countersOf(ids, new HubAnswers(hub, token)) };
}

function pastWithinBounds(backfillMs: number): number {
  if (backfillMs <= LONGEST_PAST_MS) return backfillMs;
  tell(`The past is cut to ${sayDuration(LONGEST_PAST_MS)}: the hub refuses readings older than 35 days.`);
  return LONGEST_PAST_MS;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
