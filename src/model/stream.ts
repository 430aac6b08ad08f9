// The four categories of municipal waste (GB/T 19095-2019) in the words that Chongqing uses.

export const STREAMS = ['recyclable', 'hazardous', 'food', 'residual'] as const;
export type Stream = (typeof STREAMS)[number];

/** What a camera may say it saw: one of the streams, or that it does not know. */
export const RECOGNISED_STREAMS = [...STREAMS, 'unknown'] as const;
export type RecognisedStream = (typeof RECOGNISED_STREAMS)[number];
