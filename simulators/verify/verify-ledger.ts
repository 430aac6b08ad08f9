// Holds a whole ledger against a hub. The history is written behind the PUBACK: a difference is one only when it
// stays.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counters, Ledger } from '../ledger/ledger-file.ts';
import { compareStation, type Difference } from './compare.ts';
import type { HubAnswers } from './hub-answers.ts';

/** A station's clock may be ahead by five minutes. */
const SLACK_MS = 600_000;
const ASK_AGAIN_MS = 500;
const STATIONS_AT_ONCE = 8;

/** `patienceMs`: how long a difference may last. */
export async function verifyLedger(
  ledger: Ledger,
  hub: HubAnswers,
  patienceMs: number,
): Promise<Difference[]> {
  const stations = Object.keys(ledger.stations);
  const differences: Difference[] = [];
  const deadline = performance.now() + patienceMs;
  const work = async () => {
    for (let station = stations.shift(); station !== undefined; station = stations.shift())
      differences.push(...(await lasting(ledger, station, hub, deadline)));
  };
  await Promise.all(Array.from({ length: STATIONS_AT_ONCE }, work));
  return differences.sort((one, other) => one.station.localeCompare(other.station));
}

/** What a hub has counted so far of these stations: to be told apart from what a run adds. */
export async function countersOf(
  stations: readonly string[],
  hub: HubAnswers,
): Promise<Record<string, Counters>> {
  const counters: Record<string, Counters> = {};
  for (const station of stations) {
    const { received, duplicates, rejected, takeovers } = await hub.delivery(station);
    counters[station] = { received, duplicates, rejected, takeovers };
  }
  return counters;
}

async function lasting(
  ledger: Ledger,
  station: string,
  hub: HubAnswers,
  deadline: number,
): Promise<Difference[]> {
  for (;;) {
    const differences = await compareNow(ledger, station, hub);
    if (differences.length === 0 || performance.now() >= deadline) return differences;
    await sleep(ASK_AGAIN_MS);
  }
}

async function compareNow(ledger: Ledger, station: string, hub: HubAnswers): Promise<Difference[]> {
  const expected = ledger.stations[station];
  if (expected === undefined) return [];
  const range = { from: ledger.datedFrom - SLACK_MS, to: ledger.endedAt + SLACK_MS };
  const [delivery, dropOffs, levels] = await Promise.all([
    hub.delivery(station),
    hub.readings('drop-offs', station, range),
    hub.readings('fill-levels', station, range),
  ]);
  return compareStation(station, expected, { delivery, dropOffs, levels }, ledger.before?.[station]);
}
