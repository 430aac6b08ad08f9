// Tries rules on all stations, one after the other: the past of two stations at most is in memory.
import { setTimeout as passed } from 'node:timers/promises';
import type { FramedReading } from '../model/reading.ts';
import type { Station } from '../model/station.ts';
import type { AlertSettings } from '../watch/rules/alert-settings.ts';
import { pastEntries } from './past-entries.ts';
import { allRows, type PastReadings } from './past-readings.ts';
import { type TrialAlert, tryRules } from './try-rules.ts';

/**
 * So much of the past before the trial teaches watch levels and rates; it raises nothing. Flips and sensors that stand
 * still are remembered for two days, and most bins are emptied more often.
 */
const LEARN_MS = 3 * 24 * 3_600_000;

/** The hub works on what was asked while the rules keep this thread busy: the questions leave before that. */
const QUESTIONS_LEAVE_MS = 2;

export interface TownTrial {
  readings: PastReadings;
  /** Milliseconds since 1970 UTC, half-open [from, to). */
  from: number;
  to: number;
  lateAfterMs: number;
  /** Tried one beside the other on the same readings. */
  settings: readonly AlertSettings[];
  /** Before each station. */
  onStation?: (done: number, all: number) => void;
}

export interface TownFindings {
  stations: number;
  /** Messages within the period. */
  messages: number;
  /** In the order of the settings. */
  alerts: TrialAlert[][];
}

export async function tryTown(trial: TownTrial): Promise<TownFindings> {
  const { readings, from, to, settings, onStation } = trial;
  const [stations, areas] = [await readings.stations(), await readings.areas()];
  const findings: TownFindings = { stations: stations.length, messages: 0, alerts: settings.map(() => []) };
  let done = 0;
  for await (const { station, entries } of pastOf(stations, trial)) {
    onStation?.(done++, stations.length);
    findings.messages += entries.filter(({ receivedAt }) => receivedAt >= from).length;
    for (const [i, one] of settings.entries()) {
      findings.alerts[i]?.push(...tryRules({ settings: one, station, areas, entries, from, to }));
    }
  }
  return findings;
}

interface Past {
  station: Station;
  entries: FramedReading[];
}

/** One after the other; the next one is asked for while rules are tried on the one before. */
async function* pastOf(stations: readonly Station[], trial: TownTrial): AsyncGenerator<Past> {
  let ahead: Promise<Past> | undefined;
  for (const [i, station] of stations.entries()) {
    const asked = ahead ?? pastOfStation(station, trial);
    const past = await asked;
    const next = stations[i + 1];
    ahead = next && pastOfStation(next, trial);
    // Where the trial ends before it is asked what came of it.
    ahead?.catch(() => undefined);
    await passed(QUESTIONS_LEAVE_MS);
    yield past;
  }
}

async function pastOfStation(
  station: Station,
  { readings, from, to, lateAfterMs }: TownTrial,
): Promise<Past> {
  const period = { station: station.id, from: from - LEARN_MS, to };
  const [fillLevels, dropOffs] = await Promise.all([
    allRows(readings.fillLevels, period),
    allRows(readings.dropOffs, period),
  ]);
  return { station, entries: pastEntries({ station: station.id, fillLevels, dropOffs, lateAfterMs }) };
}
