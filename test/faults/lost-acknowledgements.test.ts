// F31: the acknowledgement gets lost on its way, so that the station sends again what the hub has. N messages are N.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { type DeafProxy, startDeafProxy } from '../support/deaf-proxy.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { LoadClient } from '../support/load-client.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

const LOSSES = effort({ quick: 60, full: 1_000 });

let hub: HubUnderTest;
let proxy: DeafProxy;
let station: LoadClient;

beforeEach(async () => {
  hub = await startHub({ declared: townOf('k-1') });
});

afterEach(async () => {
  station.close();
  proxy.close();
  await hub.remove();
});

it(
  `${LOSSES} lost acknowledgements, and every message is there once`,
  async () => {
    const random = seededRandom('lost acknowledgements');
    proxy = await startDeafProxy({ target: () => hub.mqttPort, loses: () => random() < 0.05 });
    station = new LoadClient({ station: 'k-1', random, port: () => proxy.port });
    while (proxy.dropped < LOSSES) await sleep(10);
    await station.settled();
    noteAcked([station]);
    expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
    expect(station.acked.size).toBe(station.sent);
    const { duplicates } = await hub.get<{ duplicates: number }>('/api/v1/stations/k-1/delivery');
    expect(duplicates).toBeGreaterThanOrEqual(LOSSES);
  },
  timeFor(LOSSES, 0.2),
);
