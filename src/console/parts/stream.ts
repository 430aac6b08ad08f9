// The four streams, in the order in which they are shown everywhere.

export const STREAMS = ['food', 'recyclable', 'hazardous', 'residual'] as const;
export type Stream = (typeof STREAMS)[number];
