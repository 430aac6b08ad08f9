// Words that stand in hot tables as small numbers. Codes are written on disk: append only, never reorder.
import type { TimeSource } from '../../model/reading.ts';
import type { RecognisedStream } from '../../model/stream.ts';

const TIME_SOURCES: readonly TimeSource[] = ['station', 'age', 'hub'];
const RECOGNISED: readonly RecognisedStream[] = ['recyclable', 'hazardous', 'food', 'residual', 'unknown'];

export function timeSourceCode(source: TimeSource): number {
  return TIME_SOURCES.indexOf(source);
}

export function timeSourceOf(code: number): TimeSource {
  return TIME_SOURCES[code] ?? 'hub';
}

export function recognisedCode(stream: RecognisedStream): number {
  return RECOGNISED.indexOf(stream);
}

export function recognisedOf(code: number): RecognisedStream {
  return RECOGNISED[code] ?? 'unknown';
}
