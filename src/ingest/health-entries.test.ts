// What the hub says of itself, and what it concludes, stands in the journal between what stations say, and changes
// nothing of what the door remembers of them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dropOff, fillLevel, openDoor, STATION } from '../../test/support/door.ts';
import { MemoryJournal } from '../../test/support/memory-journal.ts';
import type { DerivedEntry, Entry } from '../model/entry.ts';
import type { Health } from '../model/health.ts';

function health(at: number): Health {
  return { type: 'health', at, fields: { received: 3, rss_bytes: 1e8 } };
}

function derived(at: number): DerivedEntry[] {
  const place = { station: STATION, grid: 'grid-a', binId: 'food-1', stream: 'food', at } as const;
  const emptying = { levelBefore: 0.9, levelAfter: 0.1, source: 'sensor', detectedAt: at + 5 } as const;
  const step = { alertId: 'a-1', rule: 'bin-full', severity: 'warning', kind: 'fired', open: true } as const;
  return [
    { type: 'emptying', id: `e-${at}`, ...place, ...emptying },
    { type: 'alert-event', id: `a-1/${at}`, ...place, ...step },
  ];
}

async function memoryOf(entries: readonly Entry[]) {
  const journal = new MemoryJournal();
  journal.entries.push(...entries);
  const door = await openDoor({ journal });
  await door.save();
  const station = door.station();
  return { delivery: station.delivery(), present: station.present.toRecord(), door };
}

test('a journal with entries of the hub itself anywhere is read back as the journal without them', async () => {
  const door = await openDoor();
  for (const seq of [1, 2, 5]) await door.send('drop-off', dropOff(seq));
  await door.send('fill-level', fillLevel(6, 0.7));
  await door.send('drop-off', dropOff(7, { weightKg: -1 }));
  const plain = door.journal.entries;
  const { door: _, ...expected } = await memoryOf(plain);
  expect(expected.delivery).toMatchObject({ received: 4, missing: 2, rejected: { 'bad-shape': 1 } });

  const places = fc.array(fc.nat({ max: plain.length }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(places, async (at) => {
      const mixed: Entry[] = [...plain];
      for (const place of at) mixed.splice(place, 0, health(place), ...derived(place));
      const { door: rebuilt, ...read } = await memoryOf(mixed);
      expect(read).toEqual(expected);
      await rebuilt.send('drop-off', dropOff(2));
      expect(rebuilt.station().delivery()).toMatchObject({ received: 4, duplicates: 1 });
    }),
    { numRuns: 30 },
  );
});

test('the memory of a hub that hears of no station moves on in the journal all the same', async () => {
  const door = await openDoor();
  for (const [index, entry] of [health(1), ...derived(2), health(3)].entries()) {
    door.journal.entries.push(entry);
    door.memory.apply(entry);
    await door.save();
    expect(door.memory.cursor?.position).toBe(index + 1);
  }
  expect(door.state.text()).not.toContain(STATION);
});

test('it is not written again when nothing at all has happened', async () => {
  const door = await openDoor();
  door.memory.apply(health(1));
  await door.save();
  const { cursor } = door.memory;
  door.journal.entries.push(health(2));
  await door.save();
  expect(door.memory.cursor).toEqual(cursor);
});
