// Sorting accuracy (投放准确率, AI识别): how often the camera saw in the bin what belongs there. A working definition of
// our own, so numerator and denominator always stand beside the rate.
import { wilsonInterval } from './wilson.ts';

/** Below this many decided deposits a rate says too little to rank by. */
const MIN_DECIDED_FOR_RANK = 30;

export interface SortingCounts {
  dropOffs: number;
  /** Recognised as one of the four streams with enough confidence. */
  decided: number;
  /** Of those, recognised as the bin's own stream. */
  correct: number;
}

export interface SortingAccuracy {
  correct: number;
  decided: number;
  /** correct / decided; null when nothing was decided. */
  rate: number | null;
  /** Wilson 95 % interval of the rate. */
  interval: [low: number, high: number] | null;
  /** Deposits that the camera did not see, did not know, or was not sure of. */
  undetermined: number;
  /** Whether enough was decided to compare stations by it. */
  rankable: boolean;
}

export function sortingAccuracy({ dropOffs, decided, correct }: SortingCounts): SortingAccuracy {
  return {
    correct,
    decided,
    rate: decided > 0 ? correct / decided : null,
    interval: wilsonInterval(correct, decided) ?? null,
    undetermined: dropOffs - decided,
    rankable: decided >= MIN_DECIDED_FOR_RANK,
  };
}
