// The stations as they are now, for lists, map and wall: loaded once, then kept true by the event stream. What has
// changed is another object, what has not is the same. It must not know how they are shown.
import { ref, shallowRef } from 'vue';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import { allPages } from '../../api/all-pages.ts';
import { ask } from '../../api/ask.ts';
import type { StreamHandlers } from '../../live/events.ts';
import { useStream } from '../../live/stream.ts';
import { applyLevels, applyPresence } from './live-levels.ts';
import type { AreaNode } from './matching-stations.ts';

const PATH = '/api/v1/station-levels';
/** Small enough to be read without a pause that a finger feels. */
const PAGE_STATIONS = 500;

export type BoardState = 'loading' | 'error' | 'ready';

export interface BoardOptions {
  area?: () => string | undefined;
  /** What else the page takes from the same event stream. */
  also?: Partial<StreamHandlers>;
}

/** Call it in `setup`. */
export function useStationBoard({ area = () => undefined, also = {} }: BoardOptions = {}) {
  const stations = shallowRef<ReadonlyMap<string, StationLevels>>(new Map());
  const areas = shallowRef<readonly AreaNode[]>([]);
  const state = ref<BoardState>('loading');
  const error = shallowRef<unknown>();
  /** Of the newest loading: one that was overtaken is forgotten. */
  let turn = 0;

  async function load(): Promise<void> {
    const mine = ++turn;
    try {
      const [nodes, items] = await Promise.all([
        ask<{ items: AreaNode[] }>('GET', '/api/v1/areas'),
        allPages<StationLevels>(PATH, { area: area() }, { pageItems: PAGE_STATIONS }),
      ]);
      if (mine !== turn) return;
      areas.value = nodes.items;
      stations.value = new Map(items.map((station) => [station.id, station]));
      state.value = 'ready';
    } catch (cause) {
      if (mine !== turn) return;
      error.value = cause;
      // What is shown already is better than a word about an error; the live mark says that it is old.
      if (stations.value.size === 0) state.value = 'error';
    }
  }

  async function askAnew(ids: Iterable<string>): Promise<void> {
    for (const station of ids) {
      const { items } = await ask<{ items: StationLevels[] }>('GET', PATH, { query: { station } });
      change((next) => items.forEach((item) => void next.set(item.id, item)));
    }
  }

  /** Another map each time: whoever was handed the one before sees that there is a new one. */
  function change<Result>(apply: (next: Map<string, StationLevels>) => Result): Result {
    const next = new Map(stations.value);
    const result = apply(next);
    stations.value = next;
    return result;
  }

  useStream(() => ({ area: area() }), {
    ...also,
    levels(items) {
      const doubtful = change((next) => applyLevels(next, items));
      if (doubtful.size > 0) askAnew(doubtful).catch(() => {});
      also.levels?.(items);
    },
    presence(items) {
      change((next) => applyPresence(next, items));
      also.presence?.(items);
    },
    reload() {
      void load();
      also.reload?.();
    },
  });

  return { stations, areas, state, error, load };
}
