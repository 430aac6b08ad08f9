// Bytes to a JSON value, and what may be kept of bytes that are none.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { PayloadDigest } from '../model/rejection.ts';

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

export function digestOf(payload: Buffer): PayloadDigest {
  return {
    bytes: payload.length,
    sha256: createHash('sha256').update(payload).digest('hex'),
    excerpt: maskDigits(
      payload
        .subarray(0, EXCERPT_CHARACTERS)
        .toString('latin1')
        .replace(/[^ -~]/g, '.'),
    ),
  };
}

/** Long runs of digits may be a phone or an identity card. */
export function maskDigits(text: string): string {
  return text.replace(/\d{7,}/g, (run) => '#'.repeat(run.length));
}

/** V8 quotes the input in its message, and the input may hold what must not be kept. */
function withoutContent(message: string): string {
  const position = /at position \d+/.exec(message)?.[0];
  if (position) return `a syntax error ${position}`;
  return message.includes('end of JSON') ? 'it ends too early' : 'a syntax error';
}
