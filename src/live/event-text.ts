// Server-Sent Events as text. The id stands last and alone: it is the reader's own, the rest is shared.
import { Piece } from './piece.ts';

/** `json` must be one line, as JSON.stringify gives it. */
export function eventText(name: string, json: string): Piece {
  return new Piece(`event: ${name}\ndata: ${json}\n`);
}

export function idText(id: string): Piece {
  return new Piece(`id: ${id}\n\n`);
}

/** Ends an event that has no id: the reader keeps the one before. */
export const NO_ID = new Piece('\n');

/** How long a browser waits before it comes back. */
export function retryText(ms: number): Piece {
  return new Piece(`retry: ${ms}\n\n`);
}
