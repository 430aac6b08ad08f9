// F30: InfluxDB cannot be reached because of its name or its certificate. Everything is held, the reason is told once,
// stations notice nothing, and all of it arrives when the address is put right.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHubFolder, type HubFolder, killAll, startHubProcess } from '../support/hub-process.ts';
import { type RunningServer, startInfluxd } from '../support/influxd.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';

const MESSAGES = 20;
const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name));

describe.skipIf(notInstalled('influxd'))('an InfluxDB that cannot be reached', () => {
  let server: RunningServer;
  let folder: HubFolder;
  const unknownIssuer = createServer({ cert: fixture('first.cert.pem'), key: fixture('first.key.pem') });

  beforeEach(async () => {
    server = await startInfluxd();
    folder = await createHubFolder({ declared: townOf('k-1') });
    await new Promise<void>((resolve) => unknownIssuer.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await killAll();
    await server.stop();
    unknownIssuer.close();
    await folder.remove();
  });

  const start = (url: string) =>
    startHubProcess(folder, { env: { HUB_HISTORY: 'influx', INFLUX_URL: url, INFLUX_DATABASE: 'hub' } });
  const ofUnknownIssuer = () => `https://127.0.0.1:${(unknownIssuer.address() as AddressInfo).port}`;

  test.each([
    ['name', () => 'http://influx.invalid:8086', /influx\.invalid/],
    ['certificate', ofUnknownIssuer, /certificate/],
  ])('for its %s', async (_name, url, reason) => {
    const hub = await start(url());
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    for (let count = 0; count < MESSAGES; count++)
      await kiosk.send('drop-off', { binId: 'food-1', weightKg: 1 });
    await kiosk.close();
    type Ready = { ready: boolean; history: { failing?: string; behindBytes: number } };
    await expect.poll(async () => (await hub.get<Ready>('/readyz')).history.failing).toMatch(reason);
    expect(await hub.get<Ready>('/readyz')).toMatchObject({ ready: true });
    const told = () => hub.log().filter(({ trouble }) => String(trouble).includes('the history waits'));
    await expect.poll(() => told().length).toBe(1);
    await hub.end('SIGTERM');

    const mended = await start(server.url);
    await mended.historyCaughtUp();
    expect(await mended.list('/api/v1/stations/k-1/drop-offs')).toHaveLength(MESSAGES);
  });
});
