// What a judgement costs with the state of a whole town in memory: bins take turns, so that no processor cache holds
// more of them than it would in the hub.
import { type BinState, createBinState, type LevelReading } from '../../src/watch/bin-state/bin-state.ts';
import { judgeReading } from '../../src/watch/bin-state/judge-reading.ts';
import { DEFAULT_BIN_SETTINGS } from '../../src/watch/bin-state/settings.ts';

const BINS = 12_000;
const WARM_UP_ROUNDS = 20;
const ROUNDS = 60;
const HOUR_MS = 3_600_000;
/** A bin fills in a day; each fortieth reading is a spike, as among the sensors that were studied. */
const READINGS_TO_FULL = 24;
const READINGS_TO_SPIKE = 40;

/** CPU time of all threads, garbage collection included; `emptyings` shows that there was something to judge. */
export function measureCostPerReading(): { microsPerReading: number; bins: number; emptyings: number } {
  const bins = Array.from({ length: BINS }, (_, i) => stateOf(i));
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) judgeRound(bins, round);
  let micros = 0;
  let emptyings = 0;
  for (let round = WARM_UP_ROUNDS; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const before = process.cpuUsage();
    emptyings += judgeRound(bins, round);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
  }
  return { microsPerReading: micros / (BINS * ROUNDS), bins: BINS, emptyings };
}

function stateOf(i: number): BinState {
  const station = `station-${Math.floor(i / 4)}`;
  return createBinState({ station, binId: `bin-${i % 4}`, stream: 'residual', grid: 'town' });
}

/** One reading of each bin. Returns how many emptyings that made. */
function judgeRound(bins: readonly BinState[], round: number): number {
  let emptyings = 0;
  for (const [i, state] of bins.entries()) {
    if (judgeReading(state, readingOf(state, i, round), DEFAULT_BIN_SETTINGS).emptied) emptyings += 1;
  }
  return emptyings;
}

function readingOf({ station, binId, stream, grid }: BinState, i: number, round: number): LevelReading {
  const at = Date.UTC(2026, 0, 1) + round * HOUR_MS;
  const isSpike = (round + 7 * i) % READINGS_TO_SPIKE === 0;
  const fillLevel = isSpike ? 1 : ((round + i) % READINGS_TO_FULL) / READINGS_TO_FULL;
  return {
    stamp: { station, grid, bootId: 'boot', seq: round, at, timeSource: 'station', receivedAt: at },
    level: { index: 0, binId, stream, fillLevel, quality: 0 },
  };
}
