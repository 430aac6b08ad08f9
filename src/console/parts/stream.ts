// The four streams, in the order in which they are shown everywhere.
import type { Stream } from '../../model/stream.ts';

export type { Stream } from '../../model/stream.ts';

export const STREAMS: readonly Stream[] = ['food', 'recyclable', 'hazardous', 'residual'];
