// Quarantine as the API sees it: pages of refused messages, and replay by id or by filter.
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { HubMemory } from './hub-memory.ts';
import type { Replay, ReplayFailure } from './replay.ts';

export interface RejectionFilter {
  station?: string;
  reason?: RejectionReason;
}

const MOST_REPLAYED = 1_000;

export class RejectionDesk {
  readonly #memory: HubMemory;
  readonly #replay: Replay;
  readonly #save: () => Promise<void>;

  /** `save` writes down what is remembered, so that it can be listed. */
  constructor(memory: HubMemory, replay: Replay, save: () => Promise<void>) {
    this.#memory = memory;
    this.#replay = replay;
    this.#save = save;
  }

  /** Newest first. */
  async list(
    query: RejectionFilter & { limit: number; cursor?: string },
  ): Promise<{ items: Rejection[]; nextCursor?: string }> {
    await this.#save();
    const { limit, cursor: before, ...filter } = query;
    const items = this.#take({ ...filter, before }, limit + 1);
    if (items.length <= limit) return { items };
    const page = items.slice(0, limit);
    return { items: page, nextCursor: page.at(-1)?.id };
  }

  async replay(
    which: { ids: readonly string[] } | RejectionFilter,
  ): Promise<{ replayed: number; failed: ReplayFailure[] }> {
    await this.#save();
    const ids =
      'ids' in which
        ? which.ids.slice(0, MOST_REPLAYED)
        : this.#take(which, MOST_REPLAYED).map(({ id }) => id);
    return this.#replay.replay(ids);
  }

  #take(filter: RejectionFilter & { before?: string }, count: number): Rejection[] {
    const items: Rejection[] = [];
    for (const rejection of this.#memory.quarantine.list(filter)) {
      items.push(rejection);
      if (items.length === count) break;
    }
    return items;
  }
}
