// Quarantine as the API sees it: pages of refused messages, and replay by id or by filter.
import { setImmediate } from 'node:timers/promises';
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { HubMemory } from './hub-memory.ts';
import type { Replay, ReplayFailure } from './replay.ts';

export interface RejectionFilter {
  station?: string;
  reason?: RejectionReason;
  /** Whether rejections of the station are there for who asks; absent: all are. */
  sees?: (station: string) => boolean;
}

const MOST_REPLAYED = 1_000;
/** Looked at between two turns of the process: quarantine may hold millions of which few are asked for. */
const AT_ONCE = 500;

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
    const items = await this.#take({ ...filter, before }, limit + 1);
    if (items.length <= limit) return { items };
    const page = items.slice(0, limit);
    return { items: page, nextCursor: page.at(-1)?.id };
  }

  async replay(
    which: ({ ids: readonly string[] } & Pick<RejectionFilter, 'sees'>) | RejectionFilter,
  ): Promise<{ replayed: number; failed: ReplayFailure[] }> {
    await this.#save();
    if ('ids' in which) return this.#replaySeen(which.ids.slice(0, MOST_REPLAYED), which.sees);
    const found = await this.#take(which, MOST_REPLAYED);
    return this.#replay.replay(found.map(({ id }) => id));
  }

  /** What is not there for who asks is not found. */
  async #replaySeen(ids: readonly string[], sees: RejectionFilter['sees'] = () => true) {
    const isSeen = (id: string) => sees(this.#memory.quarantine.get(id)?.station ?? '');
    const hidden = ids.filter((id) => !isSeen(id));
    const { replayed, failed } = await this.#replay.replay(ids.filter((id) => !hidden.includes(id)));
    const notFound = hidden.map((id): ReplayFailure => ({ id, reason: 'not-found' }));
    return { replayed, failed: [...failed, ...notFound] };
  }

  async #take(
    { reason, sees = () => true, station, before }: RejectionFilter & { before?: string | undefined },
    count: number,
  ): Promise<Rejection[]> {
    const items: Rejection[] = [];
    const matches = (one: Rejection) => (reason === undefined || one.reason === reason) && sees(one.station);
    let last = before;
    for (;;) {
      const looked = this.#next({ station, before: last });
      items.push(...looked.filter(matches));
      if (items.length >= count || looked.length < AT_ONCE) return items.slice(0, count);
      last = looked.at(-1)?.id;
      await setImmediate();
    }
  }

  #next({ station, before }: { station: string | undefined; before: string | undefined }): Rejection[] {
    const next: Rejection[] = [];
    const place = { ...(station !== undefined && { station }), ...(before !== undefined && { before }) };
    for (const rejection of this.#memory.quarantine.list(place)) {
      if (next.push(rejection) === AT_ONCE) break;
    }
    return next;
  }
}
