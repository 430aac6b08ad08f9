// Sums of several areas: whoever sees two of them sees them as one. Pure.
import { STREAMS, type Stream } from '../../parts/stream.ts';

export interface Ratio {
  numerator: number;
  denominator: number;
}

/** Of several areas at once; without a rate while nothing is due. */
export function addRatios(ratios: readonly Ratio[]): Ratio & { rate: number | undefined } {
  const sum = (key: keyof Ratio) => ratios.reduce((total, ratio) => total + ratio[key], 0);
  const [numerator, denominator] = [sum('numerator'), sum('denominator')];
  return { numerator, denominator, rate: denominator === 0 ? undefined : numerator / denominator };
}

export interface StreamDeposits {
  stream: Stream;
  dropOffs: number;
  weightKg: number;
}

/** A row for each stream, in the order in which streams are always shown. */
export function addDeposits(areas: readonly (readonly StreamDeposits[])[]): StreamDeposits[] {
  return STREAMS.map((stream) => {
    const rows = areas.flat().filter((row) => row.stream === stream);
    return {
      stream,
      dropOffs: rows.reduce((sum, row) => sum + row.dropOffs, 0),
      weightKg: rows.reduce((sum, row) => sum + row.weightKg, 0),
    };
  });
}
