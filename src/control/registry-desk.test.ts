// The same words to a running hub and to a folder without one.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp } from '../app.ts';
import { type HubConfig, loadConfig } from '../config/load-config.ts';
import { silentLog } from '../log.ts';
import { NoHubRunning } from './control-client.ts';
import { controlSocketPath } from './control-socket.ts';
import { openFolderDesk } from './folder-desk.ts';
import { createHubDesk } from './hub-desk.ts';
import { DeskRefusal, type RegistryDesk } from './registry-desk.ts';

let folder: string;
let config: HubConfig;
let app: App | undefined;
let desk: RegistryDesk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-desk-'));
  config = loadConfig({ HUB_CONFIG: folder, HUB_DATA: folder, HUB_MQTT_PORT: '0', HUB_HTTP_PORT: '0' });
});
afterEach(async () => {
  await desk.close();
  await app?.stop();
  app = undefined;
  await rm(folder, { recursive: true });
});

const places: [string, () => Promise<RegistryDesk>][] = [
  [
    'a running hub',
    async () => {
      app = createApp(config, { log: silentLog });
      await app.start();
      return createHubDesk(controlSocketPath(folder));
    },
  ],
  [
    'a folder without a hub',
    () => {
      const { dataFolder, declared, stations: defaults } = config;
      return openFolderDesk({ dataFolder, declared, defaults, log: silentLog });
    },
  ],
];

describe.each(places)('at the desk of %s', (_, open) => {
  beforeEach(async () => {
    desk = await open();
    await desk.addArea({ id: 'town', name: '涂山镇' });
  });

  const station = (id: string) => ({ id, name: id, grid: 'town', bins: 'food:240:1100|residual:240' });

  test('areas and stations are added and listed', async () => {
    await desk.addArea({ id: 'g1', name: '第一网格', parent: 'town' });
    const [issued] = await desk.addStation(station('a'));
    expect(issued).toMatchObject({ stationId: 'a', token: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await desk.areas()).toMatchObject([{ id: 'town' }, { id: 'g1', parent: 'town' }]);
    expect(await desk.stations()).toMatchObject([
      { id: 'a', grid: 'town', bins: [{ id: 'food-1', depthMm: 1100 }, { id: 'residual-1' }] },
    ]);
  });

  test('a token is rotated, a station removed', async () => {
    const [first] = await desk.addStation(station('a'));
    const second = await desk.rotateToken('a', 1);
    expect(second.stationId).toBe('a');
    expect(second.token).not.toBe(first?.token);
    await desk.removeStation('a');
    expect(await desk.stations()).toEqual([]);
    await expect(desk.rotateToken('a')).rejects.toThrow(DeskRefusal);
    await expect(desk.removeStation('a')).rejects.toThrow(DeskRefusal);
  });

  test('a refusal names every reason', async () => {
    await desk.addStation(station('a'));
    const reason = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: Error) => error.message,
      );
    expect(await reason(desk.addStation({ ...station('A'), grid: 'nowhere' }))).toMatch(
      /contradicts what is registered.*"a" exists already.*"nowhere" is not an area/s,
    );
    expect(await reason(desk.addStation({ ...station('b'), bins: 'x' }))).toContain('bins');
    expect(await reason(desk.addArea({ id: 'g1', name: 'G', parent: 'nowhere' }))).toContain('"nowhere"');
  });

  test('a file is imported, all or none', async () => {
    const header = 'id,name,grid,latitude,longitude,bins';
    const bad = [header, 'a,A,town,,,food:240', 'b,B,nowhere,,,food:240', 'c,C,town,,,?'].join('\n');
    await expect(desk.importStations(bad)).rejects.toThrow(/line 3, grid: b: its grid.*line 4, bins: /s);
    expect(await desk.stations()).toEqual([]);
    const rows = Array.from({ length: 1_200 }, (_, n) => `s${String(n).padStart(4, '0')},站,town,,,food:240`);
    expect(await desk.importStations([header, ...rows].join('\n'))).toHaveLength(1_200);
    const listed = await desk.stations();
    expect(listed.map(({ id }) => id)).toEqual(rows.map((row) => row.slice(0, 5)));
  });
});

test('nobody listens: said so that the caller can take the folder', async () => {
  desk = createHubDesk(controlSocketPath(folder));
  await expect(desk.stations()).rejects.toThrow(NoHubRunning);
});

test('a socket path that is too long says what to do', () => {
  expect(controlSocketPath('/srv/hub')).toBe('/srv/hub/control.sock');
  const deep = join(process.cwd(), 'a'.repeat(80));
  expect(controlSocketPath(deep)).toBe(join('a'.repeat(80), 'control.sock'));
  expect(() => controlSocketPath(`/${'a'.repeat(100)}`)).toThrow('choose a shorter HUB_DATA');
});
