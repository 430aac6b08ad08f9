// The whole hub as mosquitto's own clients see it, by the commands of the README: a station publishes, another system
// reads, the present is retained over a restart, TLS. Skipped where they are not installed, unless HUB_TEST_REAL=1.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';

const SECRET = 'a-token-of-the-town-platform';
const tlsFiles = join(import.meta.dirname, '../fixtures/tls');
const certFile = join(tlsFiles, 'first.cert.pem');

let folder: HubFolder;
let hub: HubProcess;

beforeEach(async () => {
  const platform = { id: 'platform', filters: ['waste/v1/#'], tokenSha256: [sha256(SECRET)] };
  const tls = { host: '127.0.0.1', port: 0, certFile, keyFile: join(tlsFiles, 'first.key.pem') };
  folder = await createHubFolder({
    declared: { ...townOf('k-1', 'k-2'), integrations: [platform] },
    settings: { mqtt: { tls } },
  });
  hub = await startHubProcess(folder);
});

afterEach(async () => {
  await killAll();
  await folder.remove();
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

interface Ended {
  code: number | null;
  output: string;
}

function run(command: string, ...rest: string[]): Promise<Ended> {
  const port = rest.includes('-p') ? [] : ['-p', String(hub.mqttPort)];
  return new Promise((resolve, reject) => {
    const child = spawn(command, ['-h', '127.0.0.1', ...port, ...rest]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
}

function publish(station: string, type: string, message: object, ...more: string[]): Promise<Ended> {
  const login = ['-i', station, '-u', station, '-P', `demo-${station}`, '-q', '1'];
  return run(
    'mosquitto_pub',
    ...login,
    '-t',
    `waste/v1/${station}/${type}`,
    '-m',
    JSON.stringify(message),
    ...more,
  );
}

/** What the platform hears on a filter: `count` messages, or those of a while. */
function listen(filter: string, count: number): Promise<Ended> {
  const login = ['-u', 'platform', '-P', SECRET, '-q', '1'];
  return run('mosquitto_sub', ...login, '-t', filter, '-v', '-C', String(count), '-W', '10');
}

const deposit = (seq: number) => ({
  bootId: 'b7',
  seq,
  observedAt: Date.now(),
  binId: 'food-1',
  weightKg: 1.25,
});

describe.skipIf(notInstalled('mosquitto_pub'))('mosquitto_pub and mosquitto_sub', () => {
  it('a deposit is published, heard by the platform, and in the statistics', async () => {
    const heard = listen('waste/v1/k-1/drop-off', 1);
    await expect.poll(() => hub.get('/readyz')).toMatchObject({ connectedClients: 1 });
    // The subscription follows the connection; a station that sends again loses nothing.
    let ended: Ended | undefined;
    void heard.then((value) => (ended = value));
    for (let seq = 0; ended === undefined; seq++) {
      expect(await publish('k-1', 'drop-off', deposit(seq))).toEqual({ code: 0, output: '' });
    }
    expect(ended.output).toMatch(/^waste\/v1\/k-1\/drop-off \{.*"weightKg":1.25.*\}$/);
    await hub.historyCaughtUp();
    const { totals } = await hub.get<{ totals: { dropOffs: number } }>('/api/v1/stations/k-1/statistics');
    expect(totals.dropOffs).toBeGreaterThan(0);
  });

  it('the status of a station is retained, also over a restart of the hub', async () => {
    const online = { state: 'online', connectionId: 'c-1', firmware: '2.4.1' };
    expect((await publish('k-1', 'status', online, '-r')).code).toBe(0);
    expect((await listen('waste/v1/+/status', 1)).output).toContain('"firmware":"2.4.1"');
    await hub.end('SIGKILL');
    hub = await startHubProcess(folder);
    const { output } = await listen('waste/v1/+/status', 1);
    expect(output).toContain('waste/v1/k-1/status {');
    expect(output).toContain('"state":"online"');
  });

  it('the last will says that a station has gone', async () => {
    await publish('k-1', 'status', { state: 'online', connectionId: 'c-9' }, '-r');
    const will = [
      '--will-topic',
      'waste/v1/k-1/status',
      '--will-qos',
      '1',
      '--will-retain',
      '--will-payload',
    ];
    const login = ['-h', '127.0.0.1', '-p', String(hub.mqttPort), '-i', 'k-1', '-u', 'k-1', '-P', 'demo-k-1'];
    const offline = JSON.stringify({ state: 'offline', connectionId: 'c-9' });
    const station = spawn('mosquitto_sub', [
      ...login,
      ...will,
      offline,
      '-t',
      'waste/v1/k-1/config',
      '-C',
      '9',
    ]);
    await new Promise((resolve) => station.stdout.once('data', resolve));
    station.kill('SIGKILL');
    await expect
      .poll(async () => (await hub.get<{ presence: object }>('/api/v1/stations/k-1')).presence)
      .toMatchObject({ state: 'offline' });
  });

  it('TLS: by the certificate, and not by another', async () => {
    const port = ['-p', String(hub.mqttsPort)];
    expect(await publish('k-1', 'drop-off', deposit(1), ...port, '--cafile', certFile)).toMatchObject({
      code: 0,
    });
    const other = join(tlsFiles, 'second.cert.pem');
    expect((await publish('k-1', 'drop-off', deposit(2), ...port, '--cafile', other)).code).not.toBe(0);
    expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({ received: 1 });
  });

  it('a wrong token is refused by name, and listed', async () => {
    const login = ['-i', 'k-2', '-u', 'k-2', '-P', 'wrong', '-q', '1'];
    const { code, output } = await run('mosquitto_pub', ...login, '-t', 'waste/v1/k-2/drop-off', '-m', '{}');
    expect(code).not.toBe(0);
    expect(output).toMatch(/bad user name or password|not authori[sz]ed/i);
    const { items } = await hub.get<{ items: unknown[] }>('/api/v1/refused-connections');
    expect(items).toMatchObject([{ reason: 'wrong-token' }]);
  });
});
