import { expect, test } from 'vitest';
import { DeliveryCounters } from '../ingest/delivery-counters.ts';
import type { PersonalFieldCounts } from '../watch/rules/station-signs.ts';
import { createPersonalFieldsTeller } from './personal-fields.ts';

test('tells of those stations alone whose fields look personal, and only when there are more', () => {
  const counters = { a: new DeliveryCounters(), b: new DeliveryCounters() };
  const told: PersonalFieldCounts[] = [];
  const tell = createPersonalFieldsTeller({
    registry: { stations: () => [{ id: 'a' }, { id: 'b' }] },
    memory: { station: (id) => ({ counters: counters[id as 'a' | 'b'] }) },
    watch: { personalFields: (counts) => told.push(counts) },
  });

  counters.b.unknownField('colour');
  tell();
  expect(told).toEqual([]);

  counters.a.unknownField('ownerPhone');
  counters.a.unknownField('colour');
  tell();
  tell();
  counters.a.unknownField('ownerPhone');
  tell();
  expect(told).toEqual([{ a: { ownerPhone: 1 } }, { a: { ownerPhone: 2 } }]);
});
