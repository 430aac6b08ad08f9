import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Log, silentLog } from '../log.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import type { StateStore } from '../state/state-store.ts';
import { importStations, planImport } from './import-csv.ts';
import { openRegistry } from './open-registry.ts';
import { type Declared, type DeclaredStation, RegistryConflict, type StationInput } from './registry.ts';
import type { OpenRegistry } from './stored-registry.ts';
import { sha256Of } from './tokens.ts';

const DAY = 24 * 3_600_000;
const START = Date.parse('2026-11-01T00:00Z');
const DEFAULTS = { reportingMinutes: 10, zone: 'Asia/Shanghai' };
const FOOD = { id: 'food-1', stream: 'food' as const, litres: 240 };
const RESIDUAL = { id: 'residual-1', stream: 'residual' as const, litres: 240, depthMm: 1100 };

let folder: string;
let state: StateStore;
let registry: OpenRegistry;
let now: number;
let logged: string[];
const clock = { now: () => now };
const log: Log = {
  ...silentLog,
  warn: (_, message) => logged.push(`warn ${message}`),
  error: (_, message) => logged.push(`error ${message}`),
};

const NOTHING: Declared = { areas: [], stations: [], gateways: [], integrations: [] };
const TOWN: Declared = {
  ...NOTHING,
  areas: [
    { id: 'town', name: '涂山镇' },
    { id: 'g1', name: '第一网格', parent: 'town' },
    { id: 'g2', name: '第二网格', parent: 'town' },
  ],
};
const station = (id: string, more: Partial<StationInput> = {}): StationInput => ({
  id,
  name: id,
  grid: 'g1',
  bins: [FOOD],
  ...DEFAULTS,
  ...more,
});
const declaredStation = (id: string, more: Partial<DeclaredStation> = {}): DeclaredStation => ({
  ...station(id),
  tokenSha256: [],
  demoToken: false,
  ...more,
});

async function open(declared: Declared): Promise<void> {
  state = await openLmdbState({ folder: join(folder, 'state'), log: silentLog });
  registry = await openRegistry({ state, declared, clock, log, copyFile: join(folder, 'registry.json') });
}
async function close(): Promise<void> {
  await registry.close();
  await state.close();
}
async function reopen(declared: Declared): Promise<void> {
  await close();
  await open(declared);
}
async function tokenOf(id: string): Promise<string> {
  const [issued] = await registry.addStations([station(id)]);
  if (!issued) throw new Error('no token');
  return issued.token;
}
const authenticate = (user: string, secret: string, loopback = false) =>
  registry.authenticate(user, secret, { loopback });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-registry-'));
  now = START;
  logged = [];
  await open(TOWN);
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true });
});

describe('stations', () => {
  test('are there when added, and after a restart', async () => {
    const issued = await registry.addStations([station('b', { bins: [FOOD, RESIDUAL] }), station('a')]);
    expect(issued.map(({ stationId }) => stationId)).toEqual(['b', 'a']);
    for (let start = 0; start < 2; start += 1) {
      expect(registry.stations().map(({ id }) => id)).toEqual(['a', 'b']);
      expect(registry.station('b')).toMatchObject({ id: 'b', declared: false, grid: 'g1' });
      expect(registry.station('b')?.binsById.get('residual-1')).toEqual(RESIDUAL);
      await reopen(TOWN);
    }
  });

  test('are added all or none, with every fault named', async () => {
    await tokenOf('a');
    const wrong = [station('A'), station('b', { grid: 'g9' }), station('c'), station('C'), station('d')];
    const refused = await registry.addStations(wrong).catch((error) => error);
    expect(refused).toBeInstanceOf(RegistryConflict);
    expect(refused.faults).toEqual([
      { subject: 'A', code: 'taken-id', fault: '"a" exists already' },
      {
        subject: 'b',
        code: 'unknown-area',
        fault: expect.stringContaining('its grid "g9" is not an area (known: town, g1, g2)'),
      },
      { subject: 'C', code: 'repeated-id', fault: 'named twice (case does not count)' },
    ]);
    expect(registry.stations().map(({ id }) => id)).toEqual(['a']);
  });

  test('two changes at once: the second is judged against the first', async () => {
    const results = await Promise.allSettled([tokenOf('a'), tokenOf('a'), registry.removeStation('a')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(registry.stations()).toEqual([]);
  });

  test('taken out of service: cannot connect, its past stays, may return with a new token', async () => {
    const token = await tokenOf('a');
    now += DAY;
    await registry.removeStation('a');
    expect(registry.station('a')).toBeUndefined();
    expect(registry.formerStation('a')).toMatchObject({ id: 'a', grid: 'g1' });
    expect(authenticate('a', token)).toEqual({ ok: false, reason: 'not-in-service' });
    await expect(registry.removeStation('a')).rejects.toThrow('no station in service');
    now += DAY;
    const again = await tokenOf('a');
    expect(authenticate('a', token)).toEqual({ ok: false, reason: 'wrong-token' });
    expect(authenticate('a', again)).toMatchObject({ ok: true });
    expect(registry.formerStation('a')).toBeUndefined();
    expect(registry.revisions('a').map(({ validFrom, inService }) => [validFrom, inService])).toEqual([
      [0, true],
      [START + DAY, false],
      [START + 2 * DAY, true],
    ]);
  });

  test('listeners hear of each change', async () => {
    const heard: string[] = [];
    registry.onChange((ids) => heard.push(ids.join()));
    await registry.addStations([station('a'), station('b')]);
    await registry.updateStation(station('a', { name: 'new' }));
    await registry.rotateToken('b');
    await registry.removeStation('a');
    expect(heard).toEqual(['a,b', 'a', 'b', 'a']);
  });
});

describe('revisions', () => {
  test('of area and bins have their time; other changes make none', async () => {
    await registry.addStations([station('a', { inServiceFrom: '2026-10-01' })]);
    now += DAY;
    await registry.updateStation(station('a', { grid: 'g2' }));
    now += DAY;
    await registry.updateStation(station('a', { grid: 'g2', name: 'new name', households: 7 }));
    now -= 5 * DAY;
    await registry.updateStation(station('a', { grid: 'g2', bins: [FOOD, RESIDUAL] }));
    await reopen(TOWN);
    expect(registry.revisions('a')).toEqual([
      { validFrom: Date.parse('2026-10-01T00:00+08:00'), grid: 'g1', bins: [FOOD], inService: true },
      { validFrom: START + DAY, grid: 'g2', bins: [FOOD], inService: true },
      { validFrom: START + DAY + 1, grid: 'g2', bins: [FOOD, RESIDUAL], inService: true },
    ]);
    expect(registry.revisions('nobody')).toEqual([]);
  });

  test('of declared stations come from changes of the file between starts', async () => {
    await reopen({ ...TOWN, stations: [declaredStation('d')] });
    now += DAY;
    await reopen({ ...TOWN, stations: [declaredStation('d', { bins: [RESIDUAL] })] });
    now += DAY;
    await reopen({ ...TOWN, stations: [declaredStation('d', { bins: [RESIDUAL], name: 'other' })] });
    await reopen(TOWN);
    expect(logged).toEqual(['warn no longer declared: out of service, their past stays']);
    expect(registry.formerStation('d')).toMatchObject({ id: 'd', name: 'other' });
    now += DAY;
    await reopen({ ...TOWN, stations: [declaredStation('d', { bins: [RESIDUAL] })] });
    expect(registry.revisions('d').map(({ validFrom, inService }) => [validFrom, inService])).toEqual([
      [0, true],
      [START + DAY, true],
      [START + 2 * DAY, false],
      [START + 3 * DAY, true],
    ]);
  });
});

describe('what the file declares', () => {
  test('can be changed there only', async () => {
    await reopen({ ...TOWN, stations: [declaredStation('d')] });
    expect(registry.station('d')?.declared).toBe(true);
    await expect(registry.removeStation('d')).rejects.toThrow('declared in stations.yaml');
    await expect(registry.updateStation(station('d'))).rejects.toThrow('declared in stations.yaml');
    await expect(registry.addStations([station('d')])).rejects.toThrow('exists already');
  });

  test('takes over a station that was added, with its tokens', async () => {
    const token = await tokenOf('a');
    await reopen({ ...TOWN, stations: [declaredStation('a', { name: 'declared now' })] });
    expect(registry.station('a')).toMatchObject({ name: 'declared now', declared: true });
    expect(authenticate('a', token)).toMatchObject({ ok: true });
  });

  test('is refused where it contradicts what is registered', async () => {
    await tokenOf('a');
    await close();
    const user = { tokenSha256: [], stations: [], filters: [] };
    const stations = [declaredStation('A'), declaredStation('b', { grid: 'g9' })];
    const wrong = {
      ...TOWN,
      stations,
      gateways: [{ id: 'b', ...user }],
      integrations: [{ id: 'a', ...user }],
    };
    await expect(open(wrong)).rejects.toMatchObject({ faults: { length: 4 } });
    await state.close();
    await open(TOWN);
  });

  test('an area that vanished stays while something refers to it', async () => {
    await registry.addAreas([{ id: 'm1', name: '微网格', parent: 'g2' }]);
    await registry.addStations([station('a')]);
    await reopen({ ...NOTHING, areas: [{ id: 'other', name: 'Other' }] });
    expect(registry.areas().map(({ id, declared }) => [id, declared])).toEqual([
      ['other', true],
      ['town', false],
      ['g1', false],
      ['g2', false],
      ['m1', false],
    ]);
    expect(registry.pathOf('m1')).toEqual(['m1', 'g2', 'town']);
  });

  test('an area that nothing refers to goes with the file', async () => {
    await reopen({ ...NOTHING, areas: [{ id: 'other', name: 'Other' }] });
    expect(registry.areas().map(({ id }) => id)).toEqual(['other']);
  });
});

describe('areas', () => {
  test('are added in any order, all or none', async () => {
    await registry.addAreas([
      { id: 'm1', name: 'M1', parent: 'c1' },
      { id: 'c1', name: 'C1', parent: 'town' },
    ]);
    expect(registry.gridsBelow('town')).toEqual(['town', 'g1', 'g2', 'c1', 'm1']);
    const wrong = [
      { id: 'x', name: 'X' },
      { id: 'Town', name: 'T', parent: 'nowhere' },
    ];
    await expect(registry.addAreas(wrong)).rejects.toMatchObject({ faults: { length: 2 } });
    expect(registry.area('x')).toBeUndefined();
  });
});

describe('tokens', () => {
  test('are 256 random bits and not kept', async () => {
    const token = await tokenOf('a');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify([...state.list(['registry'])])).not.toContain(token);
    expect(authenticate('a', token)).toEqual({ ok: true, principal: { kind: 'station', id: 'a' } });
    expect(authenticate('a', `${token}x`)).toEqual({ ok: false, reason: 'wrong-token' });
    expect(authenticate('A', token)).toEqual({ ok: false, reason: 'unknown-user' });
  });

  test('overlap when rotated', async () => {
    const first = await tokenOf('a');
    const second = (await registry.rotateToken('a')).token;
    now += 29 * DAY;
    expect(authenticate('a', first).ok).toBe(true);
    const third = (await registry.rotateToken('a', { overlapDays: 2 })).token;
    await reopen(TOWN);
    now += DAY;
    expect([first, second, third].map((token) => authenticate('a', token).ok)).toEqual([false, true, true]);
    now += DAY;
    expect([first, second, third].map((token) => authenticate('a', token).ok)).toEqual([false, false, true]);
    const fourth = (await registry.rotateToken('a', { overlapDays: 0 })).token;
    expect([third, fourth].map((token) => authenticate('a', token).ok)).toEqual([false, true]);
  });

  test('of the file, of demo stations, of gateways and integrations', async () => {
    await reopen({
      ...TOWN,
      stations: [
        declaredStation('d', { tokenSha256: [sha256Of('one'), sha256Of('two')] }),
        declaredStation('demo'),
      ],
      gateways: [{ id: 'gw', tokenSha256: [sha256Of('gate')], stations: ['d'] }],
      integrations: [{ id: 'map', tokenSha256: [sha256Of('read')], filters: ['waste/v1/+/status'] }],
    });
    expect(['one', 'two', 'three', 'demo-d'].map((secret) => authenticate('d', secret, true).ok)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(authenticate('gw', 'gate')).toEqual({
      ok: true,
      principal: { kind: 'gateway', id: 'gw', stations: new Set(['d']) },
    });
    expect(authenticate('map', 'read')).toMatchObject({ ok: true, principal: { kind: 'integration' } });
    expect(authenticate('map', 'gate')).toEqual({ ok: false, reason: 'wrong-token' });
    await reopen({ ...TOWN, stations: [declaredStation('d', { demoToken: true })] });
    expect(authenticate('d', 'demo-d', true)).toMatchObject({ ok: true });
    expect(authenticate('d', 'demo-d')).toEqual({ ok: false, reason: 'demo-token-off-loopback' });
    expect(authenticate('d', 'one')).toEqual({ ok: false, reason: 'wrong-token' });
  });
});

describe('the second copy', () => {
  test('brings everything back when the state store was lost', async () => {
    const token = await tokenOf('a');
    await registry.addAreas([{ id: 'm1', name: '微网格', parent: 'g2' }]);
    await registry.updateStation(station('a', { grid: 'm1' }));
    const revisions = registry.revisions('a');
    await close();
    expect((await stat(join(folder, 'registry.json'))).mode & 0o777).toBe(0o600);
    await writeFile(join(folder, 'state', 'data.mdb'), 'garbage');
    await open(TOWN);
    expect(logged).toEqual(['warn the state store knew no stations: restored from registry.json']);
    expect(registry.station('a')).toMatchObject({ grid: 'm1' });
    expect(registry.revisions('a')).toEqual(revisions);
    expect(authenticate('a', token).ok).toBe(true);
    await reopen(TOWN);
    expect(registry.pathOf('m1')).toEqual(['m1', 'g2', 'town']);
  });

  test('damaged as well: put aside, the hub starts with what is declared', async () => {
    await tokenOf('a');
    await close();
    await rm(join(folder, 'state'), { recursive: true });
    await writeFile(join(folder, 'registry.json'), '{"version":1,');
    await open(TOWN);
    expect(logged).toEqual(['error cannot read the copy of the registry: put aside']);
    expect(registry.stations()).toEqual([]);
    expect(existsSync(join(folder, 'registry.json.damaged'))).toBe(true);
  });

  test('holds no token', async () => {
    const token = await tokenOf('a');
    await registry.close();
    const copy = await readFile(join(folder, 'registry.json'), 'utf8');
    expect(copy).toContain(sha256Of(token));
    expect(copy).not.toContain(token);
  });
});

describe('import', () => {
  const HEADER = 'id,name,grid,latitude,longitude,bins';

  test('adds every row and gives its token', async () => {
    const csv = [HEADER, 'a,A,g1,,,food:240', 'b,B,g2,,,food:240|residual:240'].join('\n');
    const result = await importStations({ csv, registry, defaults: DEFAULTS });
    expect(result).toMatchObject({ ok: true, tokens: [{ stationId: 'a' }, { stationId: 'b' }] });
    expect(registry.station('b')?.bins).toHaveLength(2);
  });

  test('nothing, when rows are bad: by themselves or against the registry', async () => {
    await tokenOf('a');
    const csv = [
      HEADER,
      'x,X,g1,,,food:240',
      'y,Y,nowhere,,,food:240',
      'z,Z,g1,,,?',
      'A,A,g1,,,food:240',
    ].join('\n');
    const result = await importStations({ csv, registry, defaults: DEFAULTS });
    expect(result).toMatchObject({
      ok: false,
      faults: [
        {
          line: 3,
          column: 'grid',
          code: 'unknown-area',
          value: 'nowhere',
          fault: expect.stringContaining('"nowhere" is not an area'),
        },
        { line: 4, column: 'bins', code: 'bad-value', value: '?' },
        { line: 5, column: 'id', code: 'taken-id', value: 'A', fault: 'A: "a" exists already' },
      ],
    });
    expect(registry.stations().map(({ id }) => id)).toEqual(['a']);
  });

  test('planned, it says what would be added and what is in the way, and adds nothing', async () => {
    const csv = [HEADER, 'x,X,g1,,,food:240', 'y,Y,nowhere,,,food:240', 'z,Z,g1,,,?'].join('\n');
    const { rows, faults } = planImport({ csv, registry, defaults: DEFAULTS });
    expect(rows.map(({ line, station: { id } }) => [line, id])).toEqual([[2, 'x']]);
    expect(faults.map(({ line, code }) => [line, code])).toEqual([
      [3, 'unknown-area'],
      [4, 'bad-value'],
    ]);
    expect(registry.stations()).toEqual([]);
  });

  test('of 10,000 stations', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, n) => `s-${n},站 ${n},g1,29.5,106.5,food:240:1100|residual:240`,
    );
    const csv = [HEADER, ...rows].join('\n');
    expect(await importStations({ csv, registry, defaults: DEFAULTS })).toMatchObject({ ok: true });
    await reopen(TOWN);
    expect(registry.stations()).toHaveLength(10_000);
  });
});
