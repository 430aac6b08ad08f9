// The commands that a person types, against a running hub and without one: what they do is there for stations at once.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/registry/tokens.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';

let folder: HubFolder;

beforeEach(async () => {
  folder = await createHubFolder();
});

afterEach(async () => {
  await killAll();
  await folder.remove();
});

async function command(line: string): Promise<string> {
  const { code, out, err } = await launch(folder, line.split(' ')).ended;
  if (code !== 0) throw new Error(`${line}: exit code ${code}: ${err}`);
  return out.trim();
}

/** Sends one deposit with this token; false when the station is not let in. */
async function mayDeposit(hub: HubProcess, station: string, token: string): Promise<boolean> {
  const kiosk = await connectKiosk({ port: hub.mqttPort, station, token, bootId: `b-${Date.now()}` }).catch(
    () => undefined,
  );
  if (!kiosk) return false;
  await kiosk.send('drop-off', { binId: 'food-1', weightKg: 1 });
  await kiosk.close();
  return true;
}

const tokenOf = (line: string) => line.split(',')[1] ?? '';

it("a token for stations.yaml, and the short way to a station's messages", async () => {
  const [, token = '', sha256] =
    /^token +([\w-]{43})\ntokenSha256 +([0-9a-f]{64})$/.exec(await command('token')) ?? [];
  expect(sha256).toBe(sha256Of(token));
  const shown = (text: string) => text.slice(text.indexOf('\n'));
  expect(shown(await command('tail --help'))).toBe(shown(await command('station tail --help')));
});

describe('while the hub runs', () => {
  it('a station is added, sends, gets a new token, and is taken out of service', async () => {
    const hub = await startHubProcess(folder);
    await command('area add town --name 涂山镇');
    await command('area add east --name 东网格 --parent town');
    expect(await command('area list')).toBe('town  涂山镇\n  east  东网格');

    const token = tokenOf(
      await command('station add s-1 --name 站 --grid east --bins food:240:1100|residual:240'),
    );
    expect(await mayDeposit(hub, 's-1', token)).toBe(true);
    expect(await mayDeposit(hub, 's-1', `${token.slice(0, -1)}!`)).toBe(false);
    expect(await command('station list')).toContain('s-1  站  east  food:240|residual:240');

    const second = tokenOf(await command('station rotate-token s-1'));
    expect(await mayDeposit(hub, 's-1', second)).toBe(true);
    expect(await mayDeposit(hub, 's-1', token), 'the old one stays valid for a while').toBe(true);
    const third = tokenOf(await command('station rotate-token s-1 --overlap-days 0'));
    expect(await mayDeposit(hub, 's-1', second)).toBe(false);
    expect(await mayDeposit(hub, 's-1', third)).toBe(true);

    await hub.historyCaughtUp();
    await command('station remove s-1');
    expect(await mayDeposit(hub, 's-1', third)).toBe(false);
    expect(await command('station list')).toBe('');
    expect(await hub.list('/api/v1/stations/s-1/drop-offs'), 'its past stays').toHaveLength(4);
  });

  it('an import lets all its stations in, or none', async () => {
    const hub = await startHubProcess(folder);
    await command('area add town --name 镇');
    const csv = join(folder.path, 'stations.csv');
    const tokens = join(folder.path, 'tokens.csv');
    const rows = Array.from({ length: 50 }, (_, n) => `s-${n},Station ${n},town,29.5,106.5,food:240:1100`);
    const head = 'id,name,grid,latitude,longitude,bins';
    await writeFile(csv, [head, ...rows, 's-0,again,town,,,food:240'].join('\n'));
    await expect(command(`station import ${csv} --tokens-out ${tokens}`)).rejects.toThrow('line 52');
    expect(await command('station list')).toBe('');

    await writeFile(csv, [head, ...rows].join('\n'));
    await command(`station import ${csv} --tokens-out ${tokens}`);
    const issued = (await readFile(tokens, 'utf8')).trim().split('\n');
    expect(issued).toHaveLength(50);
    expect(await mayDeposit(hub, 's-49', tokenOf(issued[49] ?? ''))).toBe(true);
    const { items } = await hub.get<{ items: unknown[] }>('/api/v1/stations?limit=1000');
    expect(items).toHaveLength(50);
  });

  it('what is asked for in vain says why and changes nothing', async () => {
    await startHubProcess(folder);
    await Promise.all([
      expect(command('station remove nobody')).rejects.toThrow(/nobody/),
      expect(command('station add s-1 --name S --grid nowhere --bins food:240')).rejects.toThrow(/nowhere/),
      expect(command('station rotate-token nobody')).rejects.toThrow(/nobody/),
      expect(command('area add a --name A --parent nowhere')).rejects.toThrow(/nowhere/),
    ]);
    expect(await command('station list')).toBe('');
  });
});

it('what was done without a hub is there when it starts, and the other way round', async () => {
  await command('area add town --name 镇');
  const token = tokenOf(await command('station add s-1 --name S --grid town --bins food:240:1100'));
  const hub = await startHubProcess(folder);
  expect(await mayDeposit(hub, 's-1', token)).toBe(true);
  await command('station add s-2 --name T --grid town --bins food:240');
  await hub.end('SIGTERM');
  expect(await command('station list')).toBe('s-1  S  town  food:240\ns-2  T  town  food:240');
  await command('station remove s-2');
  await startHubProcess(folder);
  expect(await command('station list')).toBe('s-1  S  town  food:240');
});
