// What of a sound message must be found in the history: deposits with their weight, levels, by the stream of the bin.
import type { Bin } from '../../src/model/station.ts';
import type { FramedType } from '../../src/protocol/index.ts';
import type { Content } from './oracle.ts';

/** The bins must be those that the hub has registered. */
export function contentOf(type: FramedType, message: Record<string, unknown>, bins: readonly Bin[]): Content {
  const streamOf = (binId: unknown) => bins.find(({ id }) => id === binId)?.stream;
  if (type === 'drop-off') {
    const stream = streamOf(message.binId);
    return {
      type,
      ...(stream && { dropOff: { stream, weightKg: (message.weightKg as number | null) ?? 0 } }),
    };
  }
  if (type !== 'fill-level') return { type };
  const streams = (message.bins as { binId: string }[]).map(({ binId }) => streamOf(binId));
  return { type, levels: streams.filter((stream) => stream !== undefined) };
}
