import { expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { HEALTH_FIELDS, type HealthFields } from '../model/health.ts';
import type { RegisteredStation } from '../registry/registry.ts';
import { HealthFigures } from './health-figures.ts';

const STATIONS = Array.from({ length: 250 }, (_, number) => ({ id: `S-${number}` }) as RegisteredStation);

/** Every third station is online, and two numbers of each are missing. */
function figuresOver(metrics = createMetrics(), behindSeconds = 0.0015) {
  return new HealthFigures({
    metrics,
    registry: { stations: () => STATIONS },
    stations: { figuresOf: (id) => ({ online: Number(id.slice(2)) % 3 === 0, missing: 2 }) },
    broker: { connectedClients: () => 7, heldMessages: () => 4 },
    history: {
      state: () => ({ position: 900, behindBytes: 100, entriesWritten: 5, framesAside: 1 }),
    },
    health: {
      read: () => ({
        canJournal: true,
        journal: { bytes: 250, maxBytes: 1_000, freeBytes: 1e9, committed: 1_000 },
        history: { kind: 'duckdb', position: 900, behindBytes: 100, behindSeconds, failing: 'away' },
        connectedClients: 7,
      }),
    },
  });
}

test('every field has a value, whole where the store keeps whole numbers', async () => {
  const metrics = createMetrics();
  metrics.ackSeconds.observe(0.004);
  const fields = await figuresOver(metrics).take();
  expect(new Set(Object.keys(fields))).toEqual(new Set(Object.keys(HEALTH_FIELDS)));
  for (const [field, value] of Object.entries(fields)) {
    const type = HEALTH_FIELDS[field as keyof HealthFields];
    expect(type === 'float' ? Number.isFinite(value) : Number.isSafeInteger(value), field).toBe(true);
  }
});

test('what is true now is as the parts of the hub say it', async () => {
  expect(await figuresOver().take()).toMatchObject({
    stations_registered: 250,
    stations_online: 84,
    missing: 500,
    connections: 7,
    held_messages: 4,
    journal_bytes: 250,
    journal_max_bytes: 1_000,
    journal_free_ratio: 0.75,
    history_behind_bytes: 100,
    history_behind_ms: 2,
    history_failing: 1,
    history_frames_aside: 1,
  });
});

test('counts are those since the last record that was kept', async () => {
  const metrics = createMetrics();
  metrics.messages['drop-off'].accepted = 1_000;
  const figures = figuresOver(metrics);
  metrics.messages['drop-off'].accepted += 3;
  metrics.messages['fill-level'].duplicate += 2;
  metrics.messages.other.rejected += 1;
  metrics.rejections['unknown-topic'] += 1;
  metrics.refusedConnections.set('wrong-token', 5);
  const first = {
    received: 6,
    accepted: 3,
    duplicates: 2,
    rejected: 1,
    rejected_unknown_topic: 1,
    rejected_bad_shape: 0,
    refused_connections: 5,
  };
  expect(await figures.take()).toMatchObject(first);
  expect(await figures.take(), 'the one before was not kept').toMatchObject(first);
  figures.keep();
  metrics.refusedConnections.set('unknown-user', 1);
  expect(await figures.take()).toMatchObject({
    received: 0,
    rejected_unknown_topic: 0,
    refused_connections: 1,
  });
});

test('times of acknowledgement are those since the last record, and absent without any', async () => {
  const metrics = createMetrics();
  const figures = figuresOver(metrics);
  for (let count = 0; count < 98; count++) metrics.ackSeconds.observe(0.002);
  for (const slow of [0.5, 0.5, 3_600]) metrics.ackSeconds.observe(slow);
  const { ack_p50_ms = 0, ack_p99_ms = 0 } = await figures.take();
  expect(Math.abs(ack_p50_ms / 2 - 1)).toBeLessThan(0.02);
  expect(Math.abs(ack_p99_ms / 500 - 1)).toBeLessThan(0.02);
  expect(await figures.take()).not.toHaveProperty('ack_p99_ms');
});

test('a figure that is no number is left out', async () => {
  expect(await figuresOver(createMetrics(), Number.NaN).take()).not.toHaveProperty('history_behind_ms');
});
