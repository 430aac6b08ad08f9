// F17 and F29: InfluxDB is killed and comes back, and so is the hub while it forwards. Stations are acknowledged all
// the time, and in the end every message is there once.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { type RunningServer, startInfluxd } from '../support/influxd.ts';
import { LoadClient } from '../support/load-client.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';

const STATIONS = ['k-1', 'k-2', 'k-3'];
const AWAY_MS = effort({ quick: 2_000, full: 60_000 });
/** On a machine that does much else. */
const SOON_MS = 20_000;
const KILLS = effort({ quick: 3, full: 20 });

describe.skipIf(notInstalled('influxd'))('without InfluxDB', () => {
  let server: RunningServer;
  let folder: HubFolder;
  let hub: HubProcess;
  let clients: LoadClient[] = [];

  beforeEach(async () => {
    server = await startInfluxd();
    folder = await createHubFolder({ declared: townOf(...STATIONS) });
    hub = await start();
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await killAll();
    await server.stop();
    await folder.remove();
  });

  const start = () =>
    startHubProcess(folder, {
      env: { HUB_HISTORY: 'influx', INFLUX_URL: server.url, INFLUX_DATABASE: 'hub' },
    });

  function connectClients(random: () => number): void {
    clients = STATIONS.map((station) => new LoadClient({ station, random, port: () => hub.mqttPort }));
  }

  async function settle(): Promise<void> {
    await Promise.all(clients.map((client) => client.settled()));
  }

  const acked = () => clients.reduce((sum, client) => sum + client.acked.size, 0);

  test(
    'stations are acknowledged, the backlog is told, and everything arrives when it is back',
    async () => {
      connectClients(seededRandom('InfluxDB away'));
      await sleep(500);
      await server.kill();
      const before = acked();
      await sleep(AWAY_MS);
      await expect.poll(acked, { timeout: SOON_MS }).toBeGreaterThan(before + 100);
      const { history } = await hub.get<{ history: { behindBytes: number; failing?: string } }>('/readyz');
      expect(history.behindBytes).toBeGreaterThan(0);
      expect(history.failing).toContain('cannot write to InfluxDB');
      const statistics = await fetch(`${hub.http}/api/v1/stations/k-1/statistics`);
      expect(statistics.status).toBe(503);

      await server.restart();
      await settle();
      noteAcked(clients);
      expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
      const told = hub.log().filter(({ msg, trouble }) => msg === 'history' && /waits/.test(String(trouble)));
      expect(told.length).toBeLessThan(4); // A line on change, not one a try.
    },
    timeFor(AWAY_MS / 1_000, 3),
  );

  test(
    `a hub that starts while it is away takes messages, and they arrive when it comes`,
    async () => {
      await hub.end('SIGTERM');
      await server.kill();
      hub = await start();
      connectClients(seededRandom('a start without InfluxDB'));
      await expect.poll(acked, { timeout: SOON_MS }).toBeGreaterThan(50);
      await server.restart();
      await settle();
      noteAcked(clients);
      expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
    },
    timeFor(1, 10),
  );

  test(
    `${KILLS} kills of the hub while it forwards, some of InfluxDB with it`,
    async () => {
      const random = seededRandom('kills while forwarding');
      connectClients(random);
      for (let kill = 0; kill < KILLS; kill++) {
        await sleep(300 + random() * 700);
        await hub.end('SIGKILL');
        if (random() < 0.4) await server.restart();
        hub = await start();
      }
      await settle();
      noteAcked(clients);
      expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
    },
    timeFor(KILLS, 5),
  );
});
