// One day of one station as the hub's journal would have held it: levels of all bins every five minutes and a deposit
// into each bin every hour, the same past as in past-sql.ts.
import type { Entry } from '../../src/model/entry.ts';
import type { DropOff, FillLevel, Stamp } from '../../src/model/reading.ts';
import { STREAMS } from '../../src/model/stream.ts';
import { LEVEL_EVERY_MS, type Past } from './past-sql.ts';

const HOUR_MS = 3_600_000;
const STEPS_AN_HOUR = HOUR_MS / LEVEL_EVERY_MS;

export function dayEntries(
  { id: station, grid }: { id: string; grid: string },
  { from }: Past,
  day: { from: number; to: number },
): Entry[] {
  const entries: Entry[] = [];
  for (let at = day.from; at < day.to; at += LEVEL_EVERY_MS) {
    const step = (at - from) / LEVEL_EVERY_MS;
    const stamp = {
      station,
      grid,
      at,
      receivedAt: at + 40,
      timeSource: 'station',
      bootId: 'boot-1',
    } as const;
    entries.push(levels({ ...stamp, seq: step }));
    if (step % STEPS_AN_HOUR > 0) continue;
    for (const bin of STREAMS.keys())
      entries.push(dropOff({ ...stamp, seq: 500_000 + step * STREAMS.length + bin }, bin));
  }
  return entries;
}

type Identity = Pick<Stamp, 'station' | 'grid' | 'at' | 'receivedAt' | 'timeSource' | 'bootId' | 'seq'>;

/** A bin fills in half a day, each at its own time; its sensor trembles a little. */
function levels(stamp: Identity): FillLevel {
  const bins = STREAMS.map((stream, index) => {
    const share = ((stamp.seq + index * 17) % 144) / 144;
    const fillLevel = Math.round((share * 0.95 + Math.random() * 0.05) * 1000) / 1000;
    return { index, binId: `${stream}-1`, stream, fillLevel, quality: 0 as const };
  });
  return { ...stamp, type: 'fill-level', bins };
}

function dropOff(stamp: Identity, bin: number): DropOff {
  const stream = STREAMS[bin] ?? 'food';
  const weightKg = Math.round(Math.random() * 400) / 100;
  const confidence = Math.round(50 + Math.random() * 49) / 100;
  return {
    ...stamp,
    type: 'drop-off',
    binId: `${stream}-1`,
    stream,
    weightKg,
    recognition: { stream, confidence },
  };
}
