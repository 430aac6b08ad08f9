// Tells watch of undeclared fields that look personal: the door counts them, and they go into no journal.
import type { Delivery } from '../model/delivery.ts';
import type { PersonalFieldCounts } from '../watch/rules/station-signs.ts';

export interface PersonalFieldsParts {
  registry: { stations(): readonly { id: string }[] };
  memory: {
    station(id: string): { counters: { read(): Pick<Delivery, 'unknownFields' | 'personalFields'> } };
  };
  watch: { personalFields(counts: PersonalFieldCounts): void };
}

/** To be called now and then; tells of stations that have sent more since the last time. */
export function createPersonalFieldsTeller({ registry, memory, watch }: PersonalFieldsParts): () => void {
  const told = new Map<string, number>();

  return () => {
    const news: Record<string, Record<string, number>> = {};
    for (const { id } of registry.stations()) {
      const { unknownFields, personalFields } = memory.station(id).counters.read();
      const counts = personalFields.map((name): [string, number] => [name, unknownFields[name] ?? 0]);
      const sum = counts.reduce((total, [, count]) => total + count, 0);
      if (sum === (told.get(id) ?? 0)) continue;
      told.set(id, sum);
      news[id] = Object.fromEntries(counts);
    }
    if (Object.keys(news).length > 0) watch.personalFields(news);
  };
}
