// Recorded levels become a script for each station: the same levels with the same distances in time, divided by the
// speed, dated from now on. What one station measured at one time goes into one message.
import { Firmware } from '../scenario/firmware.ts';
import type { StationScript } from '../scenario/step.ts';
import { Troubles } from '../scenario/troubles.ts';
import { type Run, runId } from '../scenario/write-script.ts';
import type { TownStation } from '../town/profile.ts';
import type { RecordedLevel } from './read-levels.ts';

const MOST_BINS = 16;

export interface Replay {
  name: string;
  /** In order of time; not empty. */
  levels: readonly RecordedLevel[];
  stations: readonly TownStation[];
}

/** Stations without a level have none. */
export function writeReplay({ name, levels, stations }: Replay, run: Run): StationScript[] {
  const first = levels[0]?.observedAt ?? 0;
  const lasts = (levels.at(-1)?.observedAt ?? 0) - first;
  return stations.flatMap((station) => {
    const own = levels.filter((level) => level.station === station.id);
    if (own.length === 0) return [];
    const troubles = new Troubles([], run.seed, station.id);
    const firmware = new Firmware({ ...run, station, troubles, run: runId(name, run) });
    const steps = firmware.begin();
    for (const { observedAt, bins } of messagesOf(own)) {
      const happening = { type: 'fill-level', at: observedAt, body: { bins } } as const;
      steps.push(...firmware.live({ what: 'happening', at: observedAt - first, happening }));
    }
    return { station: station.id, steps: [...steps, ...firmware.end(lasts)] };
  });
}

interface LevelsAtOnce {
  observedAt: number;
  bins: { binId: string; fillLevel: number }[];
}

function messagesOf(levels: readonly RecordedLevel[]): LevelsAtOnce[] {
  const messages: LevelsAtOnce[] = [];
  for (const { observedAt, bin, fillLevel } of levels) {
    const last = messages.at(-1);
    const reading = { binId: bin, fillLevel };
    if (last?.observedAt === observedAt && last.bins.length < MOST_BINS) last.bins.push(reading);
    else messages.push({ observedAt, bins: [reading] });
  }
  return messages;
}
