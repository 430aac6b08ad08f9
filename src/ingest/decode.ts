// Bytes to a JSON value, and what may be kept of bytes that are none.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { PayloadDigest } from '../model/rejection.ts';
import { maskDigits, maskTokens } from './plain-text.ts';

export type Decoded =
  | { ok: true; value: unknown }
  | { ok: false; reason: 'bad-json' | 'too-large'; expected: string };

export function decode(payload: Buffer, maxBytes: number): Decoded {
  if (payload.length > maxBytes) {
    return { ok: false, reason: 'too-large', expected: `at most ${maxBytes} bytes, got ${payload.length}` };
  }
  if (!isUtf8(payload)) return { ok: false, reason: 'bad-json', expected: 'UTF-8 text' };
  try {
    return { ok: true, value: JSON.parse(payload.toString('utf8')) };
  } catch (error) {
    return { ok: false, reason: 'bad-json', expected: `JSON: ${withoutContent(String(error))}` };
  }
}

const EXCERPT_CHARACTERS = 64;
/** What must be masked is recognised by so many characters, also where the excerpt ends within it. */
const BEYOND = 8;

export function digestOf(payload: Buffer): PayloadDigest {
  return {
    bytes: payload.length,
    sha256: createHash('sha256').update(payload).digest('hex'),
    excerpt: excerptOf(payload.subarray(0, EXCERPT_CHARACTERS + BEYOND)),
  };
}

function excerptOf(beginning: Buffer): string {
  const printable = beginning.toString('latin1').replace(/[^ -~]/g, '.');
  return maskDigits(maskTokens(printable)).slice(0, EXCERPT_CHARACTERS);
}

/** V8 quotes the input in its message, and the input may hold what must not be kept. */
function withoutContent(message: string): string {
  if (message.endsWith('is not valid JSON')) return 'a syntax error';
  const position = /at position \d+/.exec(message)?.[0];
  if (position) return `a syntax error ${position}`;
  return message.includes('end of JSON') ? 'it ends too early' : 'a syntax error';
}
