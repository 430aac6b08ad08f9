// The broker as mosquitto's own clients see it. Skipped where they are not installed, unless HUB_TEST_REAL=1.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startBroker, type TestBroker, TOKEN, until } from '../../test/support/broker.ts';

const installed = spawnSync('mosquitto_pub', ['--help']).error === undefined;
const wanted = process.env.HUB_TEST_REAL === '1';
if (!installed && !wanted) console.log('mosquitto_pub is not installed: its tests are skipped');

let hub: TestBroker;
afterEach(() => hub?.close());

interface Ended {
  code: number | null;
  output: string;
}

function run(command: string, user: string, ...rest: string[]): Promise<Ended> {
  const login = ['-h', '127.0.0.1', '-p', String(hub.port), '-u', user, '-P', TOKEN];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...login, ...rest]);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
}

describe.skipIf(!installed && !wanted)('mosquitto_pub and mosquitto_sub', () => {
  const topic = 'waste/v1/S-1/status';

  it.each(['0', '1', '2'])('publish by QoS %s', async (qos) => {
    hub = await startBroker();
    const { code } = await run('mosquitto_pub', 'S-1', '-i', 'S-1', '-t', topic, '-m', '{"a":1}', '-q', qos);
    expect(code).toBe(0);
    await until(() => hub.door.received.length === 1);
    expect(hub.door.payloads()).toEqual(['{"a":1}']);
  });

  it('need no client id', async () => {
    hub = await startBroker();
    expect(await run('mosquitto_pub', 'S-1', '-t', topic, '-m', '{}', '-q', '1')).toMatchObject({ code: 0 });
    expect(hub.door.received[0]?.principal.id).toBe('S-1');
  });

  it('find what is retained', async () => {
    hub = await startBroker({ retained: [{ topic, payload: '{"state":"online"}' }] });
    const { output } = await run('mosquitto_sub', 'reader', '-t', 'waste/v1/+/status', '-C', '1', '-v');
    expect(output).toBe(`${topic} {"state":"online"}`);
  });

  it('hear what a station says', async () => {
    hub = await startBroker();
    hub.broker.publish('waste/v1/S-2/config', 'subscribed', { retain: true });
    const heard = run(
      'mosquitto_sub',
      'reader',
      '-t',
      'waste/v1/S-2/config',
      '-t',
      topic,
      '-C',
      '2',
      '-q',
      '1',
    );
    await until(() => hub.broker.connectedClients() === 1);
    // Retained status: it is heard whether the subscription or the message comes first.
    await run('mosquitto_pub', 'S-1', '-t', topic, '-m', '{"a":1}', '-q', '1');
    const { output } = await heard;
    expect(new Set(output.split('\n'))).toEqual(new Set(['subscribed', '{"a":1}']));
  });

  it.each(['#', 'waste/v1/+/status', '$SYS/#', '$share/g/waste/v1/S-1/config'])(
    'are refused %s as a station',
    async (filter) => {
      hub = await startBroker();
      const { output } = await run('mosquitto_sub', 'S-1', '-t', filter, '-W', '5');
      expect(output).toMatch(/denied|rejected/);
    },
  );

  it('are told why they cannot connect', async () => {
    hub = await startBroker();
    const { code, output } = await run('mosquitto_pub', 'nobody', '-t', topic, '-m', '{}', '-q', '1');
    expect(code).not.toBe(0);
    expect(output).toMatch(/bad user name or password/i);
    expect(hub.broker.refused()).toMatchObject([{ user: 'nobody', reason: 'unknown-user' }]);
  });

  it('speak TLS and check the certificate', async () => {
    const files = join(import.meta.dirname, '../../test/fixtures/tls');
    const certFile = join(files, 'first.cert.pem');
    const tls = { host: '127.0.0.1', port: 0, certFile, keyFile: join(files, 'first.key.pem') };
    hub = await startBroker({ config: { tls } });
    const port = String(hub.broker.addresses.mqtts?.port);
    const message = ['-p', port, '-t', topic, '-m', '{}', '-q', '1'];
    expect(await run('mosquitto_pub', 'S-1', '--cafile', certFile, ...message)).toMatchObject({ code: 0 });
    const wrong = await run('mosquitto_pub', 'S-1', '--cafile', join(files, 'second.cert.pem'), ...message);
    expect(wrong.code).not.toBe(0);
    expect(hub.door.received).toHaveLength(1);
  });
});
