// F16: the data folder of an older hub, killed while it had messages that its history had not: opened by this one, and
// backed up and restored by this one, with equal counts. The folder was made by the hub whose history had version 3,
// before there were accounts. A release adds its own: test/fixtures/data-folder, with what was put into it.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';

const MADE = join(import.meta.dirname, '../fixtures/data-folder/history-3.tar.gz');
const STATION = 'k-2';
/** Of a station that is nowhere. */
const TOKEN = 'C-kNcgZTjIRlwgiZNBoQ3OPbsg4_RIXOU3quP2gEXBo';
/** The first deposit; the last message came three hours and some seconds later. */
const FIRST_AT = 1_796_081_437_197;
/** What the client that filled it had sent. */
const SENT = { dropOffs: 170, weightKg: 152.625, levels: 34, received: 191, missing: 835, refused: 2 };

/** Days: nothing of the folder is to be too old, whenever this runs. */
const YEARS = 9_999;

let folder: HubFolder;
beforeEach(async () => {
  const retentionDays = { dropOff: null, fillLevel: null };
  folder = await createHubFolder({
    declared: {
      areas: [
        { id: 'town', name: '镇' },
        { id: 'east', name: '东网格', parent: 'town' },
      ],
    },
    settings: { history: { retentionDays }, ingest: { tooLateDays: YEARS, ledger: { days: YEARS + 1 } } },
  });
  await mkdir(folder.data, { mode: 0o700 });
  await promisify(execFile)('tar', ['xzf', MADE, '-C', folder.data]);
});
afterEach(async () => {
  await killAll();
  await folder.remove();
});

function hubOn(data: string): Promise<HubProcess> {
  return startHubProcess({ ...folder, data, env: { ...folder.env, HUB_DATA: data } });
}

async function command(args: readonly string[], data: string): Promise<void> {
  const { code, err } = await launch({ ...folder, env: { ...folder.env, HUB_DATA: data } }, args).ended;
  if (code !== 0) throw new Error(`${args.join(' ')}: exit code ${code}: ${err}`);
}

async function expectEverything(hub: HubProcess): Promise<void> {
  await hub.historyCaughtUp();
  const path = `/api/v1/stations/${STATION}`;
  const iso = (time: number) => new Date(time).toISOString();
  const span = `from=${iso(FIRST_AT)}&to=${iso(FIRST_AT + 4 * 3_600_000)}`;
  const deposits = await hub.list<{ weightKg: number; seq: number }>(`${path}/drop-offs?${span}`);
  const levels = await hub.list(`${path}/fill-levels?${span}`);
  const { received, missing, rejected } = await hub.get<{
    received: number;
    missing: number;
    rejected: Record<string, number>;
  }>(`${path}/delivery`);
  expect({
    ...{ received, missing, refused: rejected['unknown-bin'], levels: levels.length },
    dropOffs: new Set(deposits.map(({ seq }) => seq)).size,
    weightKg: deposits.reduce((sum, { weightKg }) => sum + weightKg, 0),
  }).toEqual(SENT);
  const { presence } = await hub.get<{ presence: { firmware: string } }>(path);
  expect(presence.firmware).toBe('2.4.1');
  expect(hub.log().filter(({ level }) => level === 'error')).toEqual([]);
}

test('is opened: equal counts, and what it had is a duplicate', async () => {
  const hub = await hubOn(folder.data);
  await expectEverything(hub);
  const kiosk = await connectKiosk({ port: hub.mqttPort, station: STATION, token: TOKEN, bootId: 'b-1' });
  await kiosk.send('drop-off', { seq: 0, observedAt: FIRST_AT, binId: 'food-1', weightKg: 0 });
  await kiosk.close();
  await expectEverything(hub);
  expect((await hub.end('SIGTERM')).code).toBe(0);
  const again = await hubOn(folder.data);
  await expectEverything(again);
});

test('is backed up and restored elsewhere: equal counts', async () => {
  const [backup, restored] = [join(folder.path, 'backup'), join(folder.path, 'restored')];
  await command(['backup', backup], folder.data);
  await command(['restore', backup], restored);
  await expectEverything(await hubOn(restored));
});
