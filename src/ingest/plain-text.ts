// Text from devices: made plain, and rid of what may name a person where nobody has checked it.
import { UPLINK_TYPES } from '../protocol/topics.ts';
import { PROTOCOL_WORDS } from '../protocol/words.ts';

/** Without control characters. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

/** Long runs of digits may be a phone or an identity card. */
export function maskDigits(text: string): string {
  return text.replace(/\d{7,}/g, hidden);
}

const KNOWN: ReadonlySet<string> = new Set([...PROTOCOL_WORDS, ...UPLINK_TYPES]);

/** Whatever has the form of a household token may be one; the words of the protocol are none. */
export function maskTokens(text: string): string {
  return text.replace(/[A-Za-z0-9_-]{8,}/g, (run) => (KNOWN.has(run) ? run : hidden(run)));
}

function hidden(run: string): string {
  return '#'.repeat(run.length);
}
