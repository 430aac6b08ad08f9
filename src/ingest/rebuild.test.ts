// The memory is a function of the journal: stored at any moment and completed from the journal it is what it was live.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DAY_MS,
  type DoorUnderTest,
  dropOff,
  frame,
  MINUTE_MS,
  openDoor,
  STATION,
} from '../../test/support/door.ts';
import { MemoryJournal } from '../../test/support/memory-journal.ts';
import type { MemoryState } from '../../test/support/memory-state.ts';
import type { Entry } from '../model/entry.ts';
import type { UplinkType } from '../protocol/topics.ts';

const LEDGER = { boots: 3, ranges: 4, days: 2, maxJump: 20 };
const STATIONS = [STATION, 'station-2'];

const frames = fc.record({
  bootId: fc.constantFrom('a', 'b', 'c', 'd'),
  seq: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 60 })),
  lagMs: fc.constantFrom(0, 0, 2_000, 20 * MINUTE_MS, 40 * DAY_MS),
});
const binIds = fc.constantFrom('food-1', 'residual-1', 'glass-1');
const bodies = fc.oneof(
  fc.record({ type: fc.constant('drop-off'), binId: binIds, weightKg: fc.constantFrom(1, 2, -1) }),
  fc.record({
    type: fc.constant('fill-level'),
    batteryV: fc.constantFrom(12, 12.5),
    bins: fc.array(fc.record({ binId: binIds, fillLevel: fc.constantFrom(0.1, 0.9, 5) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({ type: fc.constant('emptied'), binId: binIds }),
  fc.constant({ type: 'event', kind: 'fire', phase: 'raised' }),
);
const messages = fc.tuple(frames, bodies);
type Message = [{ bootId: string; seq: number; lagMs: number }, { type: string }];

const steps = fc.oneof(
  { weight: 8, arbitrary: fc.record({ act: fc.constant('send' as const), message: messages }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('batch' as const),
      batch: fc.array(messages, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('status' as const),
      online: fc.boolean(),
      connectionId: fc.constantFrom('c1', 'c2'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('garbage' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('replay' as const), registered: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('save' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 3 * DAY_MS) }),
  },
);
type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

async function take(door: DoorUnderTest, step: Step, station: string): Promise<void> {
  const sending = { principal: { kind: 'station', id: station } as const };
  const framed = ([{ bootId, seq, lagMs }, { type, ...body }]: Message) => ({
    type,
    body: { ...frame(seq, { bootId, observedAt: door.clock.at - lagMs }), ...body },
  });
  switch (step.act) {
    case 'send': {
      const { type, body } = framed(step.message);
      await door.send(type as UplinkType, body, sending);
      return;
    }
    case 'batch': {
      const elements = step.batch
        .map((message) => framed(message))
        .map(({ type, body }) => ({ type, ...body }));
      await door.send('batch', elements, sending);
      return;
    }
    case 'status':
      await door.send(
        'status',
        { state: step.online ? 'online' : 'offline', connectionId: step.connectionId },
        sending,
      );
      return;
    case 'garbage':
      await door.sendBytes('event', Buffer.from('{"seq"'), sending);
      return;
    case 'replay':
      registerGlass(door, station, step.registered);
      await door.save();
      await door.replay.replay([...door.memory.quarantine.list({ station })].slice(0, 2).map(({ id }) => id));
      return;
    case 'save':
      await door.save();
      return;
    case 'wait':
      door.clock.at += step.ms;
  }
}

function registerGlass(door: DoorUnderTest, id: string, registered: boolean): void {
  const station = door.stations.get(id);
  if (!station) throw new Error(`${id} is gone`);
  const bins = station.bins.filter((bin) => bin.id !== 'glass-1');
  if (registered) bins.push({ id: 'glass-1', stream: 'recyclable', litres: 240 });
  door.stations.set(id, { ...station, bins, binsById: new Map(bins.map((bin) => [bin.id, bin])) });
}

/** All that the journal tells of the stations; what is counted beside it is left out. */
function viewOf({ memory }: Pick<DoorUnderTest, 'memory'>) {
  return STATIONS.map((id) => {
    const station = memory.station(id);
    const { received, missing, rejected, timeSources, jumps, lastReceivedAt, boots } = station.delivery();
    const present = station.present.toRecord();
    return structuredClone({
      counts: { received, missing, rejected, timeSources, jumps, lastReceivedAt },
      boots: new Map(boots.map((boot) => [boot.bootId, boot])),
      present: { ...present, bins: new Map(present.bins.map((bin) => [bin.binId, bin])) },
    });
  });
}

function quarantinedBy(entries: readonly Entry[]): Set<string> {
  const ids = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'rejection') ids.add(entry.id);
    if (entry.type === 'replayed') ids.delete(entry.rejectionId);
  }
  return ids;
}

async function rebuild(state: MemoryState, entries: readonly Entry[]): Promise<DoorUnderTest> {
  const journal = new MemoryJournal();
  journal.entries.push(...entries);
  const door = await openDoor({ state: state.copy(), journal, ledger: LEDGER });
  await door.save();
  return door;
}

test('at every cut of the journal', async () => {
  const walk = fc.array(fc.tuple(steps, fc.constantFrom(...STATIONS)), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(walk, async (walked) => {
      const door = await openDoor({ ledger: LEDGER, rejectionsPerSecond: Number.POSITIVE_INFINITY });
      const stored = [door.state.copy()];
      const cuts = [];
      for (const [step, station] of walked) {
        await take(door, step, station);
        if (step.act === 'save' || step.act === 'replay') stored.push(door.state.copy());
        const length = door.journal.committed;
        cuts.push({ length, view: viewOf(door), states: [stored[0], stored.at(-1)] });
      }
      expect(door.faults).toEqual([]);
      for (const { length, view, states } of cuts) {
        const entries = door.journal.entries.slice(0, length);
        for (const state of states) {
          const rebuilt = await rebuild(state as MemoryState, entries);
          expect(viewOf(rebuilt)).toEqual(view);
          const listed = [...rebuilt.memory.quarantine.list({})].map(({ id }) => id);
          expect(new Set(listed)).toEqual(quarantinedBy(entries));
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('a state that is newer than the journal is not used silently: what it knows still tells duplicates', async () => {
  const door = await openDoor();
  await door.send('drop-off', dropOff(1));
  await door.save();
  const emptied = new MemoryJournal();
  const restarted = await openDoor({ state: door.state.copy(), journal: emptied });
  await restarted.send('drop-off', dropOff(1));
  expect(emptied.entries).toEqual([]);
  expect(restarted.station().delivery().duplicates).toBe(1);
});
