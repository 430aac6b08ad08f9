// F63: very many stations that are connected and say nothing. Each is let in, each ping is answered, and what the hub
// needs for each is little.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { STREAMS } from '../../src/model/stream.ts';
import { openRaw, type RawClient } from '../support/broker.ts';
import { effort, timeFor } from '../support/effort.ts';
import { figure } from '../support/figures.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { TOWN } from '../support/town.ts';
import { vitalsOf } from '../support/vitals.ts';

const COUNT = effort({ quick: 300, full: 10_000 });
const AT_ONCE = 100;
/** Too few tell nothing of the memory each. */
const JUDGED_FROM = 5_000;
const KB_EACH = 35;
const SOON = { timeout: 60_000 };

const folders: HubFolder[] = [];
let stations: RawClient[] = [];

afterEach(async () => {
  for (const { socket } of stations) socket.destroy();
  stations = [];
  await killAll();
  for (const folder of folders.splice(0)) await folder.remove();
});

/** A hub that this many stations have been imported into, as towns do it; their tokens. */
async function startHub(count: number): Promise<{ hub: HubProcess; tokens: string[][] }> {
  const folder = await createHubFolder({ declared: TOWN });
  folders.push(folder);
  const [csv, tokens] = ['stations.csv', 'tokens.csv'].map((name) => join(folder.path, name)) as [
    string,
    string,
  ];
  const bins = STREAMS.map((stream) => `${stream}:240:1100`).join('|');
  const rows = Array.from(
    { length: count },
    (_, number) => `k-${number},站 ${number},east,29.5,106.5,${bins}`,
  );
  await writeFile(csv, ['id,name,grid,latitude,longitude,bins', ...rows].join('\n'));
  const { ended } = launch(folder, ['station', 'import', csv, '--tokens-out', tokens]);
  expect(await ended).toMatchObject({ code: 0, err: '' });
  const issued = (await readFile(tokens, 'utf8')).trim().split('\n');
  return { hub: await startHubProcess(folder), tokens: issued.map((line) => line.split(',')) };
}

test(
  `${COUNT} idle connections`,
  async () => {
    // A hub with one station: what all the others need, registered and connected, is the difference.
    const small = await startHub(1);
    await connect(small.hub.mqttPort, small.tokens[0]);
    const { rssMb: withoutMb } = await vitalsOf(small.hub.http);

    const { hub, tokens } = await startHub(COUNT);
    const { rssMb: registeredMb } = await vitalsOf(hub.http);
    for (let first = 0; first < COUNT; first += AT_ONCE)
      await Promise.all(tokens.slice(first, first + AT_ONCE).map((one) => connect(hub.mqttPort, one)));
    const connected = async () => (await hub.get('/readyz')).connectedClients;
    await expect.poll(connected, SOON).toBe(COUNT);

    const idle = stations.slice(1);
    let answered = 0;
    for (const station of idle) station.onPacket = ({ cmd }) => (answered += Number(cmd === 'pingresp'));
    const askedAt = performance.now();
    for (const station of idle) station.send({ cmd: 'pingreq' });
    await expect.poll(() => answered, SOON).toBe(COUNT);
    figure('pings answered', answered);
    figure('in', `${((performance.now() - askedAt) / 1_000).toFixed(1)} s`);

    expect(idle.every(({ socket }) => !socket.destroyed)).toBe(true);
    const { rssMb } = await vitalsOf(hub.http);
    const kbEach = (fromMb: number) => ((rssMb - fromMb) * 1_024) / COUNT;
    figure('memory each, connected', `${kbEach(registeredMb).toFixed(1)} kB`);
    figure('registered and connected', `${kbEach(withoutMb).toFixed(1)} kB`);
    if (COUNT >= JUDGED_FROM) expect(kbEach(withoutMb)).toBeLessThan(KB_EACH);
  },
  timeFor(COUNT, 0.05),
);

async function connect(port: number, [id = '', token = '']: readonly string[] = []): Promise<void> {
  const station = await openRaw(port);
  stations.push(station);
  expect(await station.login(id, { password: Buffer.from(token) })).toBe(0);
}
