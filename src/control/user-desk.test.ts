// The same words about users to a running hub and to a folder without one.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp } from '../app.ts';
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import { silentLog } from '../log.ts';
import { askHub, NoHubRunning } from './control-client.ts';
import { controlSocketPath } from './control-socket.ts';
import { openFolderUserDesk } from './folder-user-desk.ts';
import { createHubDesk } from './hub-desk.ts';
import { createHubUserDesk } from './hub-user-desk.ts';
import { DeskRefusal } from './registry-desk.ts';
import type { UserDesk } from './user-desk.ts';

const PASSWORD = 'tea at the east gate';
let folder: string;
let config: HubConfig;
let app: App | undefined;
let desk: UserDesk | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-desk-'));
  config = loadConfig({ HUB_CONFIG: folder, HUB_DATA: folder, HUB_MQTT_PORT: '0', HUB_HTTP_PORT: '0' });
});
afterEach(async () => {
  await desk?.close();
  await app?.stop();
  app = undefined;
  desk = undefined;
  await rm(folder, { recursive: true });
});

async function startHub(): Promise<void> {
  app = createApp(config, { log: silentLog });
  await app.start();
}

const places: [string, () => Promise<UserDesk>][] = [
  ['a running hub', async () => createHubUserDesk(controlSocketPath(folder))],
  [
    'a folder without a hub',
    async () => {
      await app?.stop();
      app = undefined;
      return openFolderUserDesk({ dataFolder: folder, declared: config.declared, log: silentLog });
    },
  ],
];

describe.each(places)('at the desk of %s', (_, open) => {
  beforeEach(async () => {
    await startHub();
    await createHubDesk(controlSocketPath(folder)).addArea({ id: 'town', name: '涂山镇' });
    desk = await open();
  });
  const atDesk = () => desk ?? expect.unreachable();

  test('users are added, listed, and get other passwords; the trail says so', async () => {
    const made = await atDesk().addUser({ name: 'li.wei', role: 'staff', area: 'town', person: '李伟' });
    expect(made).toMatch(/^[0-9a-z]{24}$/);
    expect(await atDesk().addUser({ name: 'zhou', role: 'manager' }, PASSWORD)).toBeUndefined();
    expect(await atDesk().users()).toMatchObject([
      { name: 'admin', role: 'admin' },
      { name: 'li.wei', role: 'staff', area: 'town', person: '李伟' },
      { name: 'zhou', role: 'manager' },
    ]);
    expect(await atDesk().resetPassword('LI.wei')).not.toBe(made);
    expect(await atDesk().resetPassword('zhou', `${PASSWORD}!`)).toBeUndefined();

    await desk?.close();
    if (app === undefined) await startHub();
    const { body } = await askHub(controlSocketPath(folder), { method: 'GET', path: '/api/v1/audit' });
    const { items } = body as { items: { target?: string; who: { kind: string } }[] };
    const own = items.filter(({ target }) => target !== undefined && /li.wei|zhou/i.test(target));
    expect(own.map(({ who }) => who.kind)).toEqual(Array(4).fill('machine'));
    expect(JSON.stringify(items)).not.toContain(PASSWORD);
  });

  test('a refusal says what is wrong', async () => {
    const refused = (work: Promise<unknown>) => expect(work).rejects;
    await refused(atDesk().addUser({ name: 'admin', role: 'staff' })).toThrow('there is one already');
    await refused(atDesk().addUser({ name: 'li', role: 'staff', area: 'nowhere' })).toThrow(/nowhere/);
    await refused(atDesk().addUser({ name: 'li', role: 'staff' }, 'short')).toThrow(/12 characters or more/);
    await refused(atDesk().resetPassword('nobody')).toThrow(DeskRefusal);
  });
});

test('the first start tells the password of the administrator once', async () => {
  await startHub();
  const first = app?.firstSignIn;
  expect(await readFile(first?.file ?? '', 'utf8')).toBe(`${first?.password}\n`);
  await app?.stop();
  await startHub();
  expect(app?.firstSignIn).toEqual({ name: 'admin', file: first?.file });
});

test('nobody listens: said so that the caller can take the folder', async () => {
  await expect(createHubUserDesk(controlSocketPath(folder)).users()).rejects.toThrow(NoHubRunning);
});
