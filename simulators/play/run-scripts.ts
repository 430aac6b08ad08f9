// Plays the scripts of all stations side by side and closes the books: the ledger of the run.
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../src/model/clock.ts';
import type { Ledger } from '../ledger/ledger-file.ts';
import { StationBook } from '../ledger/station-book.ts';
import type { StationScript } from '../scenario/step.ts';
import type { Run } from '../scenario/write-script.ts';
import { playScript } from './play-script.ts';

export interface ScriptedRun extends Run {
  name: string;
  /** No reading is dated before it, milliseconds since 1970 UTC. */
  datedFrom: number;
  scripts: readonly StationScript[];
  tokens: ReadonlyMap<string, string>;
  host: string;
  port: number;
  clock: Clock;
}

/** Throws when a station cannot connect; the others are ended first. */
export async function runScripts(run: ScriptedRun, signal: AbortSignal): Promise<Ledger> {
  const failed = new AbortController();
  const ends = AbortSignal.any([signal, failed.signal]);
  // Each station waits on it; Node takes more than ten for a leak.
  setMaxListeners(0, ends);
  const books = new Map(run.scripts.map(({ station }) => [station, new StationBook()]));
  const plays = run.scripts.map(async (script) => {
    const { host, port, clock, startsAt } = run;
    const token = run.tokens.get(script.station) ?? '';
    const book = books.get(script.station) ?? new StationBook();
    try {
      await playScript(script, { host, port, clock, startsAt, token, book, signal: ends });
    } catch (error) {
      failed.abort(error);
    }
  });
  await Promise.all(plays);
  if (failed.signal.aborted) throw failed.signal.reason;
  const { name, seed, speed, startsAt, datedFrom, clock } = run;
  const stations = Object.fromEntries([...books].map(([station, book]) => [station, book.toLedger()]));
  return { version: 1, name, seed, speed, startedAt: startsAt, endedAt: clock.now(), datedFrom, stations };
}
