// F63: very many stations that are connected and say nothing. Each is let in, each ping is answered, and what the hub
// needs for each is little.
import { afterEach, expect, test } from 'vitest';
import { openRaw, type RawClient } from '../support/broker.ts';
import { effort, timeFor } from '../support/effort.ts';
import { figure } from '../support/figures.ts';
import { createHubFolder, type HubFolder, killAll, startHubProcess } from '../support/hub-process.ts';
import { townOf } from '../support/town.ts';
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

async function startHub(...ids: string[]) {
  const folder = await createHubFolder({ declared: townOf(...ids) });
  folders.push(folder);
  return startHubProcess(folder);
}

test(
  `${COUNT} idle connections`,
  async () => {
    // A hub with one station: what all the others need, registered and connected, is the difference.
    const small = await startHub('k-0');
    await connect(small.mqttPort, 'k-0');
    const { rssMb: withoutMb } = await vitalsOf(small.http);

    const ids = Array.from({ length: COUNT }, (_, number) => `k-${number}`);
    const hub = await startHub(...ids);
    for (let first = 0; first < COUNT; first += AT_ONCE)
      await Promise.all(ids.slice(first, first + AT_ONCE).map((id) => connect(hub.mqttPort, id)));
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
    // Garbage of the start is let go after a while.
    const kbEach = async () => (((await vitalsOf(hub.http)).rssMb - withoutMb) * 1_024) / COUNT;
    if (COUNT >= JUDGED_FROM) await expect.poll(kbEach, SOON).toBeLessThan(KB_EACH);
    figure('memory each, registered and connected', `${(await kbEach()).toFixed(1)} kB`);
  },
  timeFor(COUNT, 0.05),
);

async function connect(port: number, id: string): Promise<void> {
  const station = await openRaw(port);
  stations.push(station);
  expect(await station.login(id, { password: Buffer.from(`demo-${id}`) })).toBe(0);
}
