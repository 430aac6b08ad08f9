// `dropoff-hub history copy`: a hub that outgrew DuckDB takes its past along, also when the copy is killed in between,
// and every answer of the API stays the same.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { DATABASE, influxQl, type RunningServer, startInfluxd } from '../support/influxd.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';

const STATIONS = ['k-1', 'k-2'];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let folder: HubFolder;
let influxd: RunningServer;
let env: Record<string, string>;

beforeEach(async () => {
  folder = await createHubFolder({ declared: townOf(...STATIONS) });
  influxd = await startInfluxd();
  env = { INFLUX_URL: influxd.url, INFLUX_DATABASE: DATABASE.database };
});

afterEach(async () => {
  await killAll();
  await influxd.stop();
  await folder.remove();
});

const COPY = ['history', 'copy', '--from', 'duckdb', '--to', 'influx'];

/** Ten days of both stations, every type of message. */
async function tellThePast(hub: HubProcess): Promise<void> {
  for (const [number, station] of STATIONS.entries()) {
    const kiosk = await connectKiosk({ port: hub.mqttPort, station });
    await kiosk.send('status', { state: 'online', connectionId: 'c-1', firmware: '2.4.1' });
    const now = Date.now();
    for (let hour = 240; hour > 0; hour -= 1) {
      const observedAt = now - hour * HOUR_MS + number;
      const seq = 10 * (240 - hour);
      const frame = { bootId: 'b', observedAt };
      await kiosk.sendRaw(
        'batch',
        JSON.stringify([
          {
            type: 'drop-off',
            ...frame,
            seq,
            binId: 'food-1',
            weightKg: hour / 7,
            recognition: { stream: 'food', confidence: 0.9 },
          },
          { type: 'drop-off', ...frame, seq: seq + 1, binId: 'residual-1', weightKg: null },
          {
            type: 'fill-level',
            ...frame,
            seq: seq + 2,
            batteryV: 12.25,
            bins: [
              { binId: 'food-1', fillLevel: (hour % 50) / 50 },
              { binId: 'residual-1', fillLevel: 0.5 },
            ],
          },
          ...(hour % 24 === 0 ? [{ type: 'emptied', ...frame, seq: seq + 3, binId: 'food-1' }] : []),
        ]),
      );
    }
    await kiosk.send('event', { seq: 5_000, kind: 'tilt', phase: 'raised', detail: '倾斜' });
    await kiosk.close();
  }
  await hub.historyCaughtUp();
}

/** Kills the copy when so many measurements have begun to arrive. */
async function copyUntil(measurements: number): Promise<void> {
  const copy = launch(folder, COPY, { env });
  while (progress() < measurements && copy.child.exitCode === null) await sleep(1);
  copy.child.kill('SIGKILL');
  expect((await copy.ended).signal).toBe('SIGKILL');
}

function progress(): number {
  const file = join(folder.data, 'history/influx/copy.json');
  if (!existsSync(file)) return 0;
  return Object.keys(JSON.parse(readFileSync(file, 'utf8')).progress).length;
}

async function answersOf(hub: HubProcess): Promise<unknown> {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const [from, to] = [midnight - 12 * DAY_MS, midnight + DAY_MS];
  const station = async (id: string) => [
    await hub.list(`/api/v1/stations/${id}/drop-offs?from=${from}&to=${to}`),
    await hub.list(`/api/v1/stations/${id}/fill-levels?from=${from}&to=${to}`),
    await hub.get(`/api/v1/stations/${id}/statistics?interval=day&from=${from}&to=${to}`),
  ];
  return [
    await hub.get(`/api/v1/areas/town/statistics?from=${from}&to=${to}`),
    ...(await Promise.all(STATIONS.map(station))),
  ];
}

it.skipIf(notInstalled('influxd'))(
  'copies everything, goes on after a kill, and the answers stay',
  async () => {
    const before = await startHubProcess(folder);
    await tellThePast(before);
    const refused = await launch(folder, COPY, { env }).ended;
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/cannot use the data folder .* the hub with process id \d+ has it/);
    const answers = await answersOf(before);
    await before.end('SIGTERM');

    for (const pages of [1, 3, 6]) await copyUntil(pages);
    const whole = await launch(folder, COPY, { env }).ended;
    expect(whole.err).not.toMatch(/cannot/);
    expect(whole.code).toBe(0);
    expect(whole.out).toMatch(/^drop_off +960 +960$/m);
    expect(whole.out).toMatch(/^fill_level +960 +960$/m);
    expect(whole.out).toMatch(/^station_vitals +480 +480$/m);
    expect(whole.out).toMatch(/^emptied +20 +20$/m);
    expect(whole.out).toMatch(/^station_event +2 +2$/m);
    expect(whole.out).toContain('Everything is there');

    const again = await launch(folder, COPY, { env }).ended;
    expect(again.out).toBe(whole.out);

    const after = await startHubProcess(folder, { env: { ...env, HUB_HISTORY: 'influx' } });
    await after.historyCaughtUp();
    expect(after.log().filter(({ level }) => level === 'warn')).toEqual([]);
    expect(await answersOf(after)).toEqual(answers);
    const kiosk = await connectKiosk({ port: after.mqttPort, station: 'k-1', bootId: 'new' });
    await kiosk.send('drop-off', { binId: 'food-1', weightKg: 3 });
    await kiosk.close();
    await after.historyCaughtUp();
    await after.end('SIGTERM');

    const late = await launch(folder, COPY, { env }).ended;
    expect(late.code, 'would put old sums over new ones').toBe(1);
    expect(late.err).toContain('the hub has written to this InfluxDB already');
  },
);

it.skipIf(notInstalled('influxd'))('says how many points are missing, and where they are', async () => {
  const hub = await startHubProcess(folder);
  await tellThePast(hub);
  await hub.end('SIGTERM');
  // A field of another type from elsewhere: the server takes no point of this measurement any more.
  await fetch(`${influxd.url}/write?db=${DATABASE.database}&rp=${DATABASE.retentionRaw}`, {
    method: 'POST',
    body: `emptied,bin=food-1,grid=east,station=k-1,stream=food seq="text" ${Date.now() - DAY_MS}000000`,
  });
  const { code, out } = await launch(folder, COPY, { env }).ended;
  expect(code).toBe(1);
  expect(out).toMatch(/^emptied +20 +\d+ {2}\d+ MISSING$/m);
  expect(out).toMatch(/^drop_off +960 +960$/m);
  expect(out).toContain('lines-aside');
  const series = await influxQl(influxd.url, 'SELECT count(seq) FROM raw.drop_off');
  expect(JSON.stringify(series)).toContain('960');
});
