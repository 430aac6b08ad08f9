// A journal that was trimmed to empty, as of a hub whose history has everything: it keeps its positions over a restart,
// and nothing that came before is taken for new.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareBooks, NO_DISCREPANCIES } from '../support/books.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const EMPTY_SEGMENT_BYTES = 64;

let folder: HubFolder;
let hub: HubProcess;
let station: LoadClient;

beforeEach(async () => {
  const settings = { journal: { segmentBytes: 16_384 } };
  folder = await createHubFolder({ declared: townOf('k-1', 'k-2'), settings });
  hub = await startHubProcess(folder);
  station = new LoadClient({ station: 'k-1', random: Math.random, port: () => hub.mqttPort });
  while (station.acked.size < 500) await sleep(10);
  await station.settled();
  await fillSegment();
  await hub.historyCaughtUp();
});

afterEach(async () => {
  station.close();
  await killAll();
  await folder.remove();
});

/** The last segment is only given up when it is worth it: more than half full. */
async function fillSegment(): Promise<void> {
  const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-2' });
  const element = { type: 'drop-off', bootId: 'b', observedAt: Date.now(), binId: 'food-1', weightKg: 1 };
  const batch = Array.from({ length: 100 }, (_, seq) => ({ ...element, seq }));
  await kiosk.sendRaw('batch', JSON.stringify(batch));
  await kiosk.close();
}

async function journal(): Promise<{ bytes: number; committed: number }> {
  return (await hub.get<{ journal: { bytes: number; committed: number } }>('/readyz')).journal;
}

it('goes on at its position, knows what came, and takes what comes', async () => {
  await hub.end('SIGKILL');
  hub = await startHubProcess(folder);
  // The first housekeeping of a start folds everything into the history; then nobody needs the journal. What comes
  // just behind it, as the station's own return does on a busy machine, waits for the next one, a minute later.
  await expect
    .poll(async () => (await journal()).bytes, { timeout: 100_000 })
    .toBeLessThanOrEqual(EMPTY_SEGMENT_BYTES);
  const { committed } = await journal();

  for (let restart = 0; restart < 2; restart++) {
    await hub.end('SIGKILL');
    hub = await startHubProcess(folder);
    expect((await journal()).committed).toBe(committed);
    expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
  }
  const { received } = await hub.get<{ received: number }>('/api/v1/stations/k-1/delivery');
  expect(received).toBe(station.acked.size);

  station.resume();
  while (station.acked.size < received + 200) await sleep(10);
  await station.settled();
  expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
  expect(hub.log().filter(({ level }) => level === 'error')).toEqual([]);
});
