// F08: the whole process stands still for a while, as on a machine that was suspended. Stations are served again, nothing
// is lost, and the pause itself raises nothing and tells nobody anything.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeRobot, fakeRobot } from '../../src/watch/notifiers/fake-robots.test-support.ts';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { declaredStation, TOWN } from '../support/town.ts';

const STATIONS = ['k-1', 'k-2', 'k-3'];
const FROZEN_MS = effort({ quick: 4_000, full: 60_000 });
const TIMES = effort({ quick: 1, full: 5 });
const SOON_MS = 30_000;

let folder: HubFolder;
let hub: HubProcess;
let robot: FakeRobot;
let clients: LoadClient[] = [];

beforeEach(async () => {
  robot = await fakeRobot(() => ({ body: '{}' }));
  // As often as stations can report: a pause is silence soonest for them.
  const stations = STATIONS.map((id) => declaredStation(id, { reportingMinutes: 1 }));
  folder = await createHubFolder({ declared: { ...TOWN, stations } });
  const webhook = { kind: 'webhook', name: 'city', url: { env: 'URL' }, signingSecret: { env: 'SECRET' } };
  const content = JSON.stringify({ allowedHosts: ['127.0.0.1'], notifiers: [webhook] });
  await writeFile(join(folder.path, 'config/notifiers.yaml'), content);
  hub = await startHubProcess(folder, { env: { URL: `${robot.baseUrl}/in`, SECRET: 'correct-horse' } });
});

afterEach(async () => {
  for (const client of clients) client.close();
  await killAll();
  await robot.stop();
  await folder.remove();
});

async function report(place: string): Promise<void> {
  const told = { by: 'li', station: 'k-1', kind: 'litter', place };
  expect((await hub.post('/api/v1/alerts', told)).status).toBe(201);
}

const given = () => robot.requests.map(({ raw }) => /corner \w+/.exec(raw)?.[0]);

test(
  `${TIMES} times frozen for ${FROZEN_MS / 1_000} s under load`,
  async () => {
    const random = seededRandom('a frozen hub');
    clients = STATIONS.map((station) => new LoadClient({ station, random, port: () => hub.mqttPort }));
    await report('corner before');
    await expect.poll(given, { timeout: SOON_MS }).toEqual(['corner before']);
    for (let time = 0; time < TIMES; time++) {
      await sleep(300 + random() * 500);
      hub.child.kill('SIGSTOP');
      await sleep(FROZEN_MS);
      const acked = clients.reduce((sum, client) => sum + client.acked.size, 0);
      hub.child.kill('SIGCONT');
      const ackedNow = () => clients.reduce((sum, client) => sum + client.acked.size, 0);
      await expect.poll(ackedNow, { timeout: SOON_MS }).toBeGreaterThan(acked + 100);
    }
    await Promise.all(clients.map((client) => client.settled()));
    noteAcked(clients);
    expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
    const watched = async () => (await hub.get<{ watch: { behindBytes: number } }>('/readyz')).watch;
    await expect.poll(watched, { timeout: SOON_MS }).toMatchObject({ behindBytes: 0, framesAside: 0 });

    // Whatever the pause had set off would be told before it.
    await report('corner after');
    await expect.poll(given, { timeout: SOON_MS }).toContain('corner after');
    expect(given()).toEqual(['corner before', 'corner after']);
    const open = await hub.list<{ rule: string }>('/api/v1/alerts?state=open');
    expect(open.map(({ rule }) => rule)).toEqual(['reported', 'reported']);
    expect(hub.log().filter(({ level }) => level === 'error')).toEqual([]);
  },
  timeFor(TIMES * (FROZEN_MS / 1_000 + 2), 1),
);
