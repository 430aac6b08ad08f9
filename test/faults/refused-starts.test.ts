// F15, F16 and what is near them: a hub that must not start says why, with its exit code, and leaves everything as it
// was. Faults of the configuration end with 78 before anything is opened.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { effort, timeFor } from '../support/effort.ts';
import { createHubFolder, type HubFolder, killAll, launch, startHubProcess } from '../support/hub-process.ts';
import { townOf } from '../support/town.ts';

const ATTEMPTS = effort({ quick: 1, full: 3 });

let folder: HubFolder;

beforeEach(async () => {
  folder = await createHubFolder({ declared: townOf('k-1') });
});

afterEach(async () => {
  await killAll();
  await folder.remove();
});

const start = (env?: Record<string, string>) => launch(folder, ['start'], env ? { env } : {}).ended;

test(
  'a second hub on the data folder is refused and harms nothing; kill -9 of the first frees it',
  async () => {
    const hub = await startHubProcess(folder);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { code, err } = await start();
      expect(code).toBe(1);
      expect(err).toContain(
        `cannot use the data folder ${folder.data}: the hub with process id ${hub.pid} has it`,
      );
    }
    expect(await hub.get('/readyz')).toMatchObject({ ready: true });
    await hub.end('SIGKILL');
    await startHubProcess(folder);
  },
  timeFor(ATTEMPTS, 2),
);

test('a data folder of a newer hub is refused, and stays as it is', async () => {
  await mkdir(folder.data);
  const format = join(folder.data, 'format.json');
  await writeFile(format, '{"version":2}');
  const { code, err } = await start();
  expect(code).toBe(1);
  expect(err).toContain('a newer hub made it (format 2, this one knows 1)');
  expect(await readFile(format, 'utf8')).toBe('{"version":2}');
  expect(existsSync(join(folder.data, 'journal'))).toBe(false);
});

test.each(['HUB_MQTT_PORT', 'HUB_HTTP_PORT'])(
  'a taken port (%s) is named, and the folder is free again',
  async (variable) => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = String((other.address() as AddressInfo).port);
    const { code, err } = await start({ [variable]: port });
    other.close();
    expect(code).toBe(1);
    expect(err).toContain(`:${port}`);
    expect(err).toMatch(/in use|EADDRINUSE/);
    await startHubProcess(folder);
  },
);

test.each([
  [
    'an API that is open off loopback, MQTT in the clear, a port that is none',
    { HUB_HTTP_HOST: '0.0.0.0', HUB_MQTT_HOST: '0.0.0.0', HUB_HTTP_PORT: 'web' },
    ['http.openOnLoopback', 'allowPlaintext', 'HUB_HTTP_PORT'],
  ],
  ['no configuration', { HUB_CONFIG: '/nowhere' }, ['/nowhere']],
])('%s: all said at once, exit code 78, before anything is made', async (_name, env, named) => {
  const { code, err } = await start(env);
  expect(code).toBe(78);
  for (const name of named) expect(err).toContain(name);
  expect(existsSync(folder.data)).toBe(false);
});
