// Deposits (投放量, 四分类占比) from the history's cells: sums, sums by stream, sorting accuracy.
import type { DropOffCell } from '../history/history.ts';
import { STREAMS, type Stream } from '../model/stream.ts';
import { type SortingAccuracy, sortingAccuracy } from './sorting-accuracy.ts';

interface StreamDeposits {
  stream: Stream;
  dropOffs: number;
  weightKg: number;
  /** Of the weight of all streams, 0..1; null when nothing was weighed. */
  share: number | null;
  /** Of the number of deposits, 0..1; null without deposits. */
  dropOffShare: number | null;
}

export interface Deposits {
  dropOffs: number;
  /** Sum over the deposits that were weighed. */
  weightKg: number;
  weighed: number;
  /** All four, also without deposits. */
  streams: StreamDeposits[];
  sortingAccuracy: SortingAccuracy;
}

type Sums = Pick<DropOffCell, 'dropOffs' | 'weightKg' | 'weighed' | 'decided' | 'correct'>;

export function deposits(cells: readonly DropOffCell[]): Deposits {
  const total = sum(cells);
  const streams = STREAMS.map((stream) => {
    const { dropOffs, weightKg } = sum(cells.filter((cell) => cell.stream === stream));
    return {
      stream,
      dropOffs,
      weightKg,
      share: ratio(weightKg, total.weightKg),
      dropOffShare: ratio(dropOffs, total.dropOffs),
    };
  });
  const { dropOffs, weightKg, weighed } = total;
  return { dropOffs, weightKg, weighed, streams, sortingAccuracy: sortingAccuracy(total) };
}

function sum(cells: readonly Sums[]): Sums {
  const total = { dropOffs: 0, weightKg: 0, weighed: 0, decided: 0, correct: 0 };
  for (const cell of cells) {
    total.dropOffs += cell.dropOffs;
    total.weightKg += cell.weightKg;
    total.weighed += cell.weighed;
    total.decided += cell.decided;
    total.correct += cell.correct;
  }
  // Sums of binary fractions carry noise (0.1 + 0.2); a scale knows no micrograms.
  return { ...total, weightKg: Number(total.weightKg.toFixed(6)) };
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
