import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type DoorUnderTest, dropOff, openDoor } from '../../test/support/door.ts';
import { createMetrics } from '../metrics.ts';
import type { Health } from '../model/health.ts';
import { HealthFigures } from './health-figures.ts';
import { HEALTH_EVERY_MS, recordHealth } from './health-record.ts';

const metrics = createMetrics();
let door: DoorUnderTest;
let recording: ReturnType<typeof recordHealth>;
const faults: unknown[] = [];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  door = await openDoor();
  const { gate, journal, memory, clock } = door;
  const history = { kind: 'duckdb', position: 0, behindBytes: 0, behindSeconds: 0 };
  const figures = new HealthFigures({
    metrics,
    registry: { stations: () => [] },
    stations: { figuresOf: () => ({ online: false, missing: 0 }) },
    broker: { connectedClients: () => 0, heldMessages: () => 0 },
    history: { state: () => ({ position: 0, behindBytes: 0, entriesWritten: 0, framesAside: 0 }) },
    health: {
      read: () => ({
        canJournal: true,
        journal: { bytes: 1, maxBytes: 2, freeBytes: 3, committed: 1 },
        history,
        connectedClients: 0,
      }),
    },
  });
  const onFailed = (error: unknown) => faults.push(error);
  recording = recordHealth({ figures, gate, journal, memory, clock, everyMs: HEALTH_EVERY_MS, onFailed });
});

afterEach(async () => {
  await recording.stop();
  door.gate.stop();
  vi.useRealTimers();
  expect(faults).toEqual([]);
});

/** Lets the time of one record pass, and all that it sets off. */
async function passInterval(): Promise<void> {
  vi.advanceTimersByTime(HEALTH_EVERY_MS);
  await turns();
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function records(): Health[] {
  return door.journal.entries.filter((entry) => entry.type === 'health');
}

test('a record comes every 15 s, also when nothing happens', async () => {
  vi.advanceTimersByTime(HEALTH_EVERY_MS - 1);
  await turns();
  expect(records()).toEqual([]);
  for (const at of [1_000, 2_000]) {
    door.clock.at = at;
    await passInterval();
  }
  expect(records().map(({ at, fields }) => [at, fields.received])).toEqual([
    [1_000, 0],
    [2_000, 0],
  ]);
});

test('nothing is recorded while the gate is shut, and nothing of that time is lost', async () => {
  door.journal.failure = new Error('no room');
  door.journal.state = 'full';
  await expect(door.send('drop-off', dropOff(1))).rejects.toThrow('no room');
  metrics.refusedConnections.set('not-open', 3);
  await passInterval();
  expect(records()).toEqual([]);
  expect(door.journal.waiting).toBe(0);
  door.journal.failure = undefined;
  door.journal.state = 'open';
  await passInterval();
  expect(door.gate.open).toBe(true);
  await passInterval();
  expect(records().map(({ fields }) => fields.refused_connections)).toContain(3);
});

test('a journal that is full does not hear of it, so that the gate stays open until a message comes', async () => {
  door.journal.failure = new Error('no room');
  door.journal.state = 'full';
  await passInterval();
  expect(door.gate.open).toBe(true);
});

test('what could not be written is counted in the next record', async () => {
  metrics.messages['drop-off'].accepted += 2;
  door.journal.failure = new Error('no room');
  await passInterval();
  expect(records()).toEqual([]);
  door.journal.failure = undefined;
  metrics.messages['drop-off'].accepted += 1;
  await passInterval(); // The gate looks again.
  await passInterval();
  await passInterval();
  expect(records().map(({ fields }) => fields.accepted)).toEqual([3, 0]);
});

test('a slow journal gets one record at a time, and the stop waits for it', async () => {
  door.journal.commitsBySelf = false;
  await passInterval();
  await passInterval();
  expect(door.journal.waiting).toBe(1);
  let stopped = false;
  const stopping = recording.stop().then(() => {
    stopped = true;
  });
  await turns();
  expect(stopped).toBe(false);
  door.journal.commit();
  await stopping;
  await passInterval();
  expect(door.journal.waiting).toBe(0);
  expect(records()).toHaveLength(1);
});
