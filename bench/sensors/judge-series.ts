// Runs a series through the judgement of watch and counts what it made of it.
import type { Emptying } from '../../src/model/emptying.ts';
import {
  type BinState,
  createBinState,
  type LevelFlag,
  type LevelReading,
} from '../../src/watch/bin-state/bin-state.ts';
import { judgeReading } from '../../src/watch/bin-state/judge-reading.ts';
import { DEFAULT_BIN_SETTINGS } from '../../src/watch/bin-state/settings.ts';

export interface SeriesFigures {
  readings: number;
  bins: number;
  /** `accepted`: without a flag. */
  flags: Partial<Record<LevelFlag | 'accepted', number>>;
  /** Falls as far as an emptying that went back, so that no emptying was made of them. */
  flipsSuppressed: number;
  emptyings: Emptying[];
}

export function judgeSeries(series: readonly LevelReading[]): SeriesFigures {
  const bins = new Map<string, BinState>();
  const figures: SeriesFigures = { readings: 0, bins: 0, flags: {}, flipsSuppressed: 0, emptyings: [] };
  for (const reading of series) {
    judgeOne(binOf(bins, reading), reading, figures);
  }
  figures.bins = bins.size;
  return figures;
}

function judgeOne(state: BinState, reading: LevelReading, figures: SeriesFigures): void {
  const run = state.away;
  const hadFallen = run !== undefined && run.lows > 0;
  const { flag = 'accepted', emptied } = judgeReading(state, reading, DEFAULT_BIN_SETTINGS);
  figures.readings += 1;
  figures.flags[flag] = (figures.flags[flag] ?? 0) + 1;
  if (emptied) figures.emptyings.push(emptied);
  else if (hadFallen && state.away !== run) figures.flipsSuppressed += 1;
}

function binOf(bins: Map<string, BinState>, { stamp, level }: LevelReading): BinState {
  const key = `${stamp.station}/${level.binId}`;
  let state = bins.get(key);
  if (!state) {
    state = createBinState({
      station: stamp.station,
      binId: level.binId,
      stream: level.stream,
      grid: stamp.grid,
    });
    bins.set(key, state);
  }
  return state;
}
