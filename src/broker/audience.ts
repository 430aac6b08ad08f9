// Which topics of stations somebody listens to. Only integrations can; mostly nobody does, and then a message is
// spared Aedes' whole path of publishing.
import { filterCovers } from '../protocol/topics.ts';

export interface Audience<Listener> {
  add(listener: Listener, filter: string): void;
  remove(listener: Listener, filters: readonly string[]): void;
  drop(listener: Listener): void;
  hears(topic: string): boolean;
}

export function createAudience<Listener>(): Audience<Listener> {
  const filtersOf = new Map<Listener, Set<string>>();

  return {
    add(listener, filter) {
      const filters = filtersOf.get(listener);
      if (filters) filters.add(filter);
      else filtersOf.set(listener, new Set([filter]));
    },
    remove(listener, removed) {
      const filters = filtersOf.get(listener);
      for (const filter of removed) filters?.delete(filter);
      if (filters?.size === 0) filtersOf.delete(listener);
    },
    drop(listener) {
      filtersOf.delete(listener);
    },
    hears(topic) {
      if (filtersOf.size === 0) return false;
      for (const filters of filtersOf.values())
        for (const filter of filters) if (filterCovers(filter, topic)) return true;
      return false;
    },
  };
}
