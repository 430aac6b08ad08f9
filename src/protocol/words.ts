// The words that the protocol itself puts into messages: names of fields, and of streams.
import { EVENT_KINDS } from '../model/reading.ts';
import { RECOGNISED_STREAMS } from '../model/stream.ts';
import type { Fields } from './fields.ts';
import { declaredFields } from './index.ts';
import { statusFields } from './status.ts';

function* namesIn(fields: Fields): Iterable<string> {
  for (const [name, below] of Object.entries(fields)) {
    yield name;
    if (below) yield* namesIn(below);
  }
}

export const PROTOCOL_WORDS: readonly string[] = [
  ...Object.values(declaredFields).flatMap((fields) => [...namesIn(fields)]),
  ...namesIn(statusFields),
  ...RECOGNISED_STREAMS,
  ...EVENT_KINDS,
];
