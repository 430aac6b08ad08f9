// The hub as a process with a real InfluxDB as its history: what stations say is in the API's answers, also when the
// server was away meanwhile, and the commands for it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { DATABASE, influxQl, type RunningServer, startInfluxd } from '../support/influxd.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';

let folder: HubFolder;
let influxd: RunningServer | undefined;

beforeEach(async () => {
  folder = await createHubFolder({ declared: townOf('k-1', 'k-2') });
});

afterEach(async () => {
  await killAll();
  await influxd?.stop();
  influxd = undefined;
  await folder.remove();
});

interface Ready {
  ready: boolean;
  history: { kind: string; behindBytes: number; behindSeconds?: number; failing?: string };
}

interface Statistics {
  totals: {
    dropOffs: number;
    weightKg: number;
    levels: { binId?: string; last: number; readings: number }[];
  };
}

function influxEnv(url: string): Record<string, string> {
  return { HUB_HISTORY: 'influx', INFLUX_URL: url, INFLUX_DATABASE: DATABASE.database };
}

async function startHub(url: string): Promise<HubProcess> {
  return startHubProcess(folder, { env: influxEnv(url) });
}

async function influxCommand(command: string, url: string) {
  const { code, out, err } = await launch(folder, ['influx', command], { env: influxEnv(url) }).ended;
  return { code, out: out.trim().split('\n'), err };
}

/** Deposits of 1 kg, each acknowledged. */
async function deposit(kiosk: Kiosk, count: number): Promise<void> {
  const message = { binId: 'food-1', weightKg: 1 };
  for (let sent = 0; sent < count; sent++) await kiosk.send('drop-off', message);
}

async function totalsOf(hub: HubProcess, station = 'k-1'): Promise<Statistics['totals']> {
  return (await hub.get<Statistics>(`/api/v1/stations/${station}/statistics`)).totals;
}

describe.skipIf(notInstalled('influxd'))('the hub with InfluxDB 1.x', () => {
  it('shows in the API what stations said', async () => {
    influxd = await startInfluxd();
    const hub = await startHub(influxd.url);
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    await deposit(kiosk, 20);
    await kiosk.send('drop-off', { seq: 3, binId: 'food-1', weightKg: 1 });
    await kiosk.send('fill-level', { seq: 50, bins: [{ binId: 'food-1', fillLevel: 0.25 }] });
    await kiosk.send('fill-level', { seq: 51, bins: [{ binId: 'food-1', fillLevel: 0.5 }] });
    await hub.historyCaughtUp();

    const totals = await totalsOf(hub);
    expect(totals).toMatchObject({ dropOffs: 20, weightKg: 20 });
    expect(totals.levels.find(({ binId }) => binId === 'food-1')).toMatchObject({ readings: 2, last: 0.5 });
    expect(await hub.list('/api/v1/stations/k-1/drop-offs')).toHaveLength(20);
    const area = await hub.get<Statistics>('/api/v1/areas/town/statistics');
    expect(area.totals.dropOffs).toBe(20);
    expect(await hub.get<Ready>('/readyz')).toMatchObject({ ready: true, history: { kind: 'influx' } });
    await kiosk.close();
    expect((await hub.end('SIGTERM')).code).toBe(0);
  });

  it('acknowledges while the server is away, says so, and loses nothing', async () => {
    influxd = await startInfluxd();
    const hub = await startHub(influxd.url);
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    await deposit(kiosk, 5);
    await hub.historyCaughtUp();

    await influxd.kill();
    await deposit(kiosk, 30);
    await expect
      .poll(async () => (await hub.get<Ready>('/readyz')).history.failing)
      .toContain('ECONNREFUSED');
    const { ready, history } = await hub.get<Ready>('/readyz');
    expect(ready, 'stations are served').toBe(true);
    expect(history.behindBytes).toBeGreaterThan(0);
    const complaints = hub.log().filter(({ trouble }) => String(trouble).includes('the history waits'));
    expect(complaints).toHaveLength(1);

    await influxd.restart();
    await hub.historyCaughtUp();
    expect((await hub.get<Ready>('/readyz')).history.failing).toBeUndefined();
    expect(await totalsOf(hub)).toMatchObject({ dropOffs: 35, weightKg: 35 });
    await kiosk.close();
  });

  it('starts while the server is away, and while its database is missing', async () => {
    influxd = await startInfluxd({ empty: true });
    await influxd.kill();
    const hub = await startHub(influxd.url);
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-2' });
    await deposit(kiosk, 3);
    await expect
      .poll(async () => (await hub.get<Ready>('/readyz')).history.failing)
      .toContain('ECONNREFUSED');

    await influxd.restart();
    await expect
      .poll(async () => (await hub.get<Ready>('/readyz')).history.failing, { timeout: 15_000 })
      .toContain('influx setup');
    expect((await influxCommand('setup', influxd.url)).code).toBe(0);
    await hub.historyCaughtUp();
    expect(await totalsOf(hub, 'k-2')).toMatchObject({ dropOffs: 3 });
    await kiosk.close();
  });

  it('says what is wrong with the server although all is written, until it is mended', async () => {
    influxd = await startInfluxd({ empty: true });
    await folder.remove();
    folder = await createHubFolder({ settings: { history: { influx: { rollUpDays: 10 } } } });
    expect((await influxCommand('setup', influxd.url)).code).toBe(0);
    const hub = await startHub(influxd.url);
    const fault = 'retention policy "rollups" keeps points for 10 days: 90 are needed';
    await expect.poll(async () => (await hub.get<Ready>('/readyz')).history.failing).toContain(fault);
    const warnings = () => hub.log().filter(({ fault: said }) => String(said).includes(fault));
    expect(warnings()).toHaveLength(1);
    await influxQl(influxd.url, 'ALTER RETENTION POLICY "rollups" ON "hub" DURATION INF');
    await expect
      .poll(async () => (await hub.get<Ready>('/readyz')).history.failing, { timeout: 15_000, interval: 200 })
      .toBeUndefined();
    expect(warnings()).toHaveLength(1);
  });

  it('does not start with half a configuration, and says what is missing before a port is open', async () => {
    const env = { HUB_HISTORY: 'influx', INFLUX_TOKEN: 'not-to-be-shown' };
    const { code, out, err } = await launch(folder, ['start'], { env }).ended;
    expect(code).toBe(78);
    for (const name of ['INFLUX_URL', 'INFLUX_ORG', 'INFLUX_BUCKET', 'INFLUX_BUCKET_ROLLUPS'])
      expect(err).toContain(`${name}: expected`);
    expect(out + err).not.toContain('not-to-be-shown');
    expect(out).toBe('');
  });

  it('writes no secret into its log', async () => {
    influxd = await startInfluxd({ http: ['auth-enabled = true'], empty: true });
    const env = { ...influxEnv(influxd.url), INFLUX_USERNAME: 'hub', INFLUX_PASSWORD: 'not-to-be-shown' };
    const hub = await startHubProcess(folder, { env: { ...env, HUB_LOG_LEVEL: 'debug' } });
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    await deposit(kiosk, 1);
    await expect
      .poll(async () => (await hub.get<Ready>('/readyz')).history.failing)
      .toContain('cannot write');
    await kiosk.close();
    const { out, err } = await hub.end('SIGTERM');
    expect(out + err).not.toContain('not-to-be-shown');
  });
});

describe.skipIf(notInstalled('influxd'))('dropoff-hub influx', () => {
  it('setup makes what is missing, once, and says what it found', async () => {
    influxd = await startInfluxd({ empty: true });
    expect(await influxCommand('setup', influxd.url)).toMatchObject({
      code: 0,
      out: [
        expect.stringMatching(/^InfluxDB 1\.[\w.~]+ answers at http/),
        'The database "hub" was made.',
        'The retention policy "raw" was made and keeps points for 90 days.',
        'The retention policy "rollups" was made and keeps points without end.',
      ],
    });
    const again = await influxCommand('setup', influxd.url);
    expect(again.out.slice(1)).toEqual([
      'The database "hub" is there.',
      'The retention policy "raw" is there and keeps points for 90 days.',
      'The retention policy "rollups" is there and keeps points without end.',
    ]);
  });

  it('setup leaves another retention as it is, and says so', async () => {
    influxd = await startInfluxd();
    const { out } = await influxCommand('setup', influxd.url);
    expect(out[2]).toBe(
      'The retention policy "raw" is there and keeps points without end; ' +
        'the configuration says for 90 days: it was left as it is.',
    );
  });

  it('check is content with what setup made, and with nothing else', async () => {
    influxd = await startInfluxd({ empty: true });
    const before = await influxCommand('check', influxd.url);
    expect(before.code).toBe(1);
    expect(before.out.join('\n')).toContain('influx setup');
    await influxCommand('setup', influxd.url);
    const after = await influxCommand('check', influxd.url);
    expect(after.out).toEqual([
      expect.stringMatching(/^InfluxDB 1\..* answers; it is written by \/write\.$/),
      'database "hub", retention policy "raw": can be written and asked; keeps points for 90 days.',
      'database "hub", retention policy "rollups": can be written and asked; keeps points without end.',
      'Statistics over 90 days are answered.',
      'The hub can work with this server.',
    ]);
    expect(after.code).toBe(0);
    await influxd.kill();
    expect(await influxCommand('check', influxd.url)).toMatchObject({ code: 1 });
  });
});
