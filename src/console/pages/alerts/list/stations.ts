// Names, zones and bins of the stations whose cards are seen: asked for once each, a few at a time. What the event
// stream says of their levels is put in. Thousands of stations that nobody looks at are not asked for.
import { onScopeDispose, shallowReactive } from 'vue';
import type { StationLevels } from '../../../../api/station-levels-view.ts';
import { ask } from '../../../api/ask.ts';
import type { LevelItem } from '../../../live/events.ts';

export type { StationLevels };

/** A browser opens six connections to a hub; the event stream has one of them. */
const AT_ONCE = 3;

export interface Stations {
  /** Undefined until it is known. */
  of(id: string): StationLevels | undefined;
  want(id: string): void;
  note(items: readonly LevelItem[]): void;
  /** Asks again for all, as after a break. */
  refresh(): void;
}

export function useStations(): Stations {
  const known = shallowReactive(new Map<string, StationLevels>());
  const wanted = new Set<string>();
  const waiting: string[] = [];
  const end = new AbortController();
  let asking = 0;
  onScopeDispose(() => end.abort());

  function want(id: string): void {
    if (wanted.has(id)) return;
    wanted.add(id);
    waiting.push(id);
    askNext();
  }

  function askNext(): void {
    while (asking < AT_ONCE) {
      const id = waiting.shift();
      if (id === undefined) return;
      asking++;
      void load(id).finally(() => {
        asking--;
        askNext();
      });
    }
  }

  /** What fails is asked for again when it is wanted again; until then the id stands for the name. */
  async function load(id: string): Promise<void> {
    try {
      const query = { station: id };
      const options = { query, signal: end.signal };
      const { items } = await ask<{ items: StationLevels[] }>('GET', '/api/v1/station-levels', options);
      const station = items[0];
      if (station) known.set(id, station);
    } catch {
      wanted.delete(id);
    }
  }

  return {
    of: (id) => known.get(id),
    want,
    note(items) {
      for (const item of items) {
        const station = known.get(item.station);
        if (station) known.set(station.id, withLevel(station, item));
      }
    },
    refresh() {
      for (const id of wanted) if (!waiting.includes(id)) waiting.push(id);
      askNext();
    },
  };
}

function withLevel(station: StationLevels, item: LevelItem): StationLevels {
  const { at, quality, cleanLevel, fillLevel } = item;
  const bins = station.bins.map((bin) => {
    if (bin.id !== item.binId || (bin.at !== undefined && bin.at > at)) return bin;
    return { ...bin, at, quality, level: cleanLevel ?? (quality === 1 ? bin.level : fillLevel) };
  });
  return { ...station, bins };
}
