// The short way to write the bins of a station: `food:240:1100|residual:240`, each stream:litres[:depth in mm]. Bin
// ids follow from it: `food-1`, `food-2`, `residual-1`.
import type { Bin } from '../model/station.ts';
import { STREAMS, type Stream } from '../model/stream.ts';

export const BINS_TEXT_EXPECTED = `stream:litres[:depth in mm], separated by "|"; streams: ${STREAMS.join(', ')}`;

/** Undefined when the text does not follow the grammar; ranges are judged by the schema of a bin. */
export function parseBins(text: string): Bin[] | undefined {
  const parsed = text.split('|').map((part) => parseBin(part.trim()));
  return parsed.every((bin) => bin !== undefined) ? withBinIds(parsed) : undefined;
}

/** Gives each bin without an id the first free `<stream>-<n>`. */
export function withBinIds(bins: readonly (Omit<Bin, 'id'> & { id?: string | undefined })[]): Bin[] {
  const taken = new Set(bins.map(({ id }) => id?.toLowerCase()));
  return bins.map(({ id, ...bin }) => {
    if (id !== undefined) return { id, ...bin };
    let n = 1;
    while (taken.has(`${bin.stream}-${n}`)) n += 1;
    taken.add(`${bin.stream}-${n}`);
    return { id: `${bin.stream}-${n}`, ...bin };
  });
}

function parseBin(text: string): Omit<Bin, 'id'> | undefined {
  const match = /^([a-z]+):(\d{1,9})(?::(\d{1,9}))?$/.exec(text);
  const stream = STREAMS.find((known) => known === match?.[1]) as Stream | undefined;
  if (!match || !stream) return undefined;
  const bin = { stream, litres: Number(match[2]) };
  return match[3] === undefined ? bin : { ...bin, depthMm: Number(match[3]) };
}
