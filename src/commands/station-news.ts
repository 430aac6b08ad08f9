// What is new in lists that are asked for again and again: messages by their count, refused connections by theirs.
import type { MessageView } from '../api/routes/messages.ts';
import type { RefusedConnect } from './station-facts.ts';

export type HeardMessage = MessageView;

export interface Messages {
  /** Newest first, at most 100. */
  items: HeardMessage[];
  /** Since the hub started. */
  total: number;
}

export class MessageTail {
  readonly #first: number;
  #seen: number | undefined;

  /** `first`: how many of the last messages the first answer gives. */
  constructor(first: number) {
    this.#first = first;
  }

  /** Oldest first. `skipped`: what came and had gone again before it was asked for. */
  next({ items, total }: Messages): { items: HeardMessage[]; skipped: number } {
    const isFirst = this.#seen === undefined;
    // Fewer than before: the hub has started anew, and all are new.
    const seen = this.#seen === undefined || this.#seen > total ? 0 : this.#seen;
    this.#seen = total;
    const fresh = isFirst ? Math.min(total, this.#first) : total - seen;
    const shown = items.slice(0, fresh).toReversed();
    return { items: shown, skipped: isFirst ? 0 : fresh - shown.length };
  }
}

export class RefusalTail {
  #counts: Map<string, number> | undefined;

  /** Those that were refused again since the last call, the oldest first; none at the first call. */
  next(refused: readonly RefusedConnect[]): RefusedConnect[] {
    const before = this.#counts;
    this.#counts = new Map(refused.map((one) => [keyOf(one), one.count]));
    if (!before) return [];
    return refused.filter((one) => one.count !== (before.get(keyOf(one)) ?? 0)).toReversed();
  }
}

function keyOf({ address, reason }: RefusedConnect): string {
  return `${reason} ${address}`;
}
