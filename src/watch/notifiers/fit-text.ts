// A message in the bytes that a receiver takes: shorter texts first, then no links, then fewer cases with a word of how
// many are missing. A message that is cut anywhere else could lose the end of its link.
import { type Composing, compose } from './compose.ts';
import type { Format } from './formats.ts';
import type { Message } from './message.ts';

export interface Fitting extends Omit<Composing, 'longest'> {
  format: Format;
  limitBytes: number;
}

const SINGLE = [
  { longest: 80, links: true },
  { longest: 40, links: true },
  { longest: 16, links: true },
] as const;
const SEVERAL = [
  ...SINGLE.slice(0, 2),
  { longest: 40, links: false },
  { longest: 20, links: false },
] as const;

export function fitText(message: Message, fitting: Fitting): string {
  for (const form of message.kind === 'digest' ? SEVERAL : SINGLE) {
    const text = formatted(message, fitting, form);
    if (Buffer.byteLength(text) <= fitting.limitBytes) return text;
  }
  if (message.kind === 'digest') return asManyAsFit(message, fitting);
  return cutBytes(shortest(message, fitting), fitting.limitBytes);
}

interface Form {
  longest: number;
  links: boolean;
  /** Cases that are told; all when absent. */
  shown?: number;
}

function formatted(message: Message, fitting: Fitting, { longest, links, shown }: Form): string {
  const { words, format, linkTo } = fitting;
  const composed = compose(message, { ...fitting, longest, linkTo: links ? linkTo : undefined });
  const hidden = shown === undefined ? 0 : composed.blocks.length - shown;
  if (hidden <= 0) return format(composed, words.colon);
  const more = { lines: [{ label: '', value: words.more(hidden) }] };
  return format({ ...composed, blocks: [...composed.blocks.slice(0, shown), more] }, words.colon);
}

function asManyAsFit(message: Message & { kind: 'digest' }, fitting: Fitting): string {
  let [fits, over] = [0, message.items.length];
  while (over - fits > 1) {
    const shown = (fits + over) >> 1;
    const text = formatted(message, fitting, { longest: 20, links: false, shown });
    if (Buffer.byteLength(text) <= fitting.limitBytes) fits = shown;
    else over = shown;
  }
  return cutBytes(
    formatted(message, fitting, { longest: 20, links: false, shown: fits }),
    fitting.limitBytes,
  );
}

function shortest(message: Message, fitting: Fitting): string {
  return formatted(message, fitting, { longest: 16, links: false });
}

/** At most so many bytes of UTF-8, no character broken. */
export function cutBytes(text: string, limitBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limitBytes) return text;
  let end = limitBytes;
  // 10xxxxxx continues a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
