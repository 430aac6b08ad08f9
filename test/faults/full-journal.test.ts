// F28: InfluxDB is away for so long that the journal reaches its quota. The hub stops acknowledging and says so, goes on
// answering, and goes on by itself when the server is back. Nothing that was acknowledged is missing.
import { afterEach, describe, expect, test } from 'vitest';
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

const TIMES = effort({ quick: 1, full: 3 });
/** Reached within a second or two: what is remembered of stations, saved every 5 s, must not keep it full. */
const QUOTA_BYTES = 262_144;
const EVERY_MS = 5;
const SEGMENT_BYTES = 65_536;
/** What the server has is given up after the next housekeeping of the history; a start does that at once. */
const WAITS = effort({ quick: 0, full: 1 }) === 1;
const SOON = { timeout: effort({ quick: 30_000, full: 300_000 }) };

describe.skipIf(notInstalled('influxd'))('a journal with a quota', () => {
  let server: RunningServer;
  let folder: HubFolder;
  let hub: HubProcess;
  let station: LoadClient;

  afterEach(async () => {
    station.close();
    await killAll();
    await server.stop();
    await folder.remove();
  });

  const readiness = () => fetch(`${hub.http}/readyz`);

  test(
    `that is reached ${TIMES} times: refused, told, and taken up again`,
    async () => {
      server = await startInfluxd();
      const settings = {
        journal: { maxBytes: QUOTA_BYTES, segmentBytes: SEGMENT_BYTES },
        mqtt: { ackDeadlineSeconds: 1 },
      };
      folder = await createHubFolder({ declared: townOf('k-1'), settings });
      const env = { HUB_HISTORY: 'influx', INFLUX_URL: server.url, INFLUX_DATABASE: 'hub' };
      hub = await startHubProcess(folder, { env });
      const random = seededRandom('a full journal');
      station = new LoadClient({ station: 'k-1', random, everyMs: EVERY_MS, port: () => hub.mqttPort });
      for (let time = 0; time < TIMES; time++) {
        await server.kill();
        await expect.poll(async () => (await readiness()).status, SOON).toBe(503);
        expect(await (await readiness()).json()).toMatchObject({
          reason: 'the journal is full, or the disk is',
        });
        await expect.poll(() => station.answers.at(-1), SOON).toBe(3);
        const { size } = station.acked;
        expect((await hub.get<{ items: unknown[] }>('/api/v1/stations')).items).toHaveLength(1);
        expect(station.acked.size).toBe(size);
        expect(hub.log().some(({ msg }) => msg.startsWith('journal: full'))).toBe(true);

        await server.restart();
        if (!WAITS) {
          await hub.end('SIGKILL');
          hub = await startHubProcess(folder, { env });
        }
        await expect.poll(async () => (await readiness()).status, SOON).toBe(200);
        await expect.poll(() => station.acked.size, SOON).toBeGreaterThan(size + 100);
      }
      await station.settled();
      noteAcked([station]);
      expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
      expect(station.acked.size, 'what was refused was sent again, and stored').toBe(station.sent);
    },
    timeFor(TIMES, 90),
  );
});
