// F18 to F27: InfluxDB is slow, hangs, refuses, loses its answers, or does not take some of the points. Stations notice
// nothing, what can be stored is stored once, and what cannot is put aside with the reason.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { type InfluxProxy, type Spoiling, startInfluxProxy } from '../support/influx-proxy.ts';
import { type RunningServer, startInfluxd } from '../support/influxd.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { LoadClient } from '../support/load-client.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';

const STATIONS = ['k-1', 'k-2'];
/** Not under load. */
const KIOSK = 'k-3';
const ROUNDS = effort({ quick: 1, full: 5 });
const PARSE_ERROR = JSON.stringify({ error: "unable to parse 'x': invalid field format" });

describe.skipIf(notInstalled('influxd'))('the answers of InfluxDB', () => {
  let server: RunningServer;
  let proxy: InfluxProxy;
  let folder: HubFolder;
  let hub: HubProcess;
  let clients: LoadClient[];

  beforeAll(async () => {
    server = await startInfluxd();
    proxy = await startInfluxProxy(server.url);
    const settings = { history: { influx: { timeoutSeconds: 2 } } };
    folder = await createHubFolder({ declared: townOf(...STATIONS, KIOSK), settings });
    hub = await startHubProcess(folder, {
      env: { HUB_HISTORY: 'influx', INFLUX_URL: proxy.url, INFLUX_DATABASE: 'hub' },
    });
    const random = seededRandom('answers of InfluxDB');
    clients = STATIONS.map(
      (station) => new LoadClient({ station, random, everyMs: 15, port: () => hub.mqttPort }),
    );
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await killAll();
    await proxy.close();
    await server.stop();
    await folder.remove();
  });
  beforeEach(() => {
    for (const client of clients) client.resume();
  });

  /** Load while the next writes are spoilt, until `writes` of them were and one has passed: else the hub waits ever longer. */
  async function loadWhile(spoiling: Spoiling, writes: number): Promise<void> {
    const until = proxy.spoilt + writes;
    let [asked, passed] = [0, 0];
    const isSpoilt = (lines: number) => {
      // The second try after a lost answer arrives.
      if ('loseAnswer' in spoiling) return asked++ % 2 === 0;
      // A line that is too large by itself is put aside.
      return !('answer' in spoiling && spoiling.answer === 413) || lines > 3;
    };
    proxy.spoil = ({ lines }) => {
      if (proxy.spoilt < until && isSpoilt(lines.length)) return spoiling;
      if (proxy.spoilt >= until) passed++;
      return undefined;
    };
    while (passed === 0) await sleep(20);
  }

  async function settle(): Promise<void> {
    await Promise.all(clients.map((client) => client.settled()));
  }

  const failing = async () => (await hub.get<{ history: { failing?: string } }>('/readyz')).history.failing;

  test.each<[name: string, spoiling: Spoiling, writes: number]>([
    ['hangs', { hang: true }, 1],
    ['is slow', { delayMs: 700 }, 2],
    ['has too much to do', { answer: 429, headers: { 'Retry-After': '1' } }, 2],
    ['is starting', { answer: 503 }, 2],
    ['fails', { answer: 500, body: '{"error":"timeout"}' }, 1],
    ['stores and its answer is lost', { loseAnswer: true }, effort({ quick: 3, full: 10 })],
    ['is behind a proxy that takes less', { answer: 413 }, 5],
  ])(
    '%s: nothing is lost, nothing is there twice',
    async (_, spoiling, writes) => {
      for (let round = 0; round < ROUNDS; round++) await loadWhile(spoiling, writes);
      await settle();
      expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
    },
    timeFor(ROUNDS, 20),
  );

  test.each<[name: string, answer: number, toDo: RegExp]>([
    ['does not know the user', 401, /set INFLUX_USERNAME and INFLUX_PASSWORD/],
    ['does not allow it', 403, /the right to read and to write/],
    ['has no such database', 404, /dropoff-hub influx setup/],
  ])(
    '%s: everything is held, a person is told what to do, and it goes on by itself',
    async (_, answer, toDo) => {
      proxy.spoil = () => ({ answer });
      await expect.poll(failing, { timeout: 30_000 }).toMatch(toDo);
      await settle();
      proxy.spoil = () => undefined;
      expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
      // Housekeeping that was refused is tried again a minute later.
      await expect.poll(failing, { timeout: 90_000 }).toBeUndefined();
    },
    timeFor(1, 40),
  );

  test.each([400, 422])(
    'takes all but one of a thousand points (%i): that one is put aside, the rest arrives',
    async (status) => {
      let poison: string | undefined;
      proxy.spoil = ({ lines }) => {
        poison ??= lines.find((line) => line.startsWith('drop_off'));
        if (poison === undefined || !lines.includes(poison)) return undefined;
        return { answer: status, body: PARSE_ERROR };
      };
      await expect.poll(() => poison).toBeDefined();
      await sleep(300);
      await settle();
      const { lost, invented, storedTwice } = await compareBooks(hub, clients);
      proxy.spoil = () => undefined;
      expect({ lost: lost.length, invented, storedTwice }).toEqual({
        lost: 1,
        invented: [],
        storedTwice: [],
      });
      expect(await asides()).toContain(poison);
      // For the tests that follow it is as if it had never been sent.
      for (const client of clients) {
        for (const name of lost) {
          const [station, seq] = name.split('/');
          if (client.station === station) client.acked.delete(Number(seq));
        }
      }
    },
    timeFor(1, 10),
  );

  test(
    'has another type for a field: those points are put aside with the reason, the others go on',
    async () => {
      const body = 'emptied,station=k-1,bin=food-1,stream=food,grid=east operator=1';
      await fetch(`${server.url}/write?db=hub&rp=raw`, { method: 'POST', body });
      await settle();
      const kiosk = await connectKiosk({ port: hub.mqttPort, station: KIOSK });
      await kiosk.send('emptied', { binId: 'food-1', operator: 'crew-7' });
      await kiosk.send('drop-off', { binId: 'food-1', weightKg: 1.5 });
      await hub.historyCaughtUp();
      const deposits = await hub.list<{ weightKg: number }>(`/api/v1/stations/${KIOSK}/drop-offs`);
      expect(deposits.map(({ weightKg }) => weightKg)).toEqual([1.5]);
      const kept = await asides();
      expect(kept).toContain('crew-7');
      expect(kept).toContain('field type conflict');
      await kiosk.close();
    },
    timeFor(1, 10),
  );

  /** What the hub could not store, with the reasons. */
  async function asides(): Promise<string> {
    const aside = join(folder.data, 'history/influx/lines-aside');
    const texts = (await readdir(aside)).map((name) => readFile(join(aside, name), 'utf8'));
    return (await Promise.all(texts)).join('\n');
  }
});
