// The reference clients of the firmware guide against the real hub: what they said is stored is in the hub once,
// whatever happens in between. The C one is skipped where there is no compiler, unless HUB_TEST_REAL=1.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDeafProxy } from '../support/deaf-proxy.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { notInstalled } from '../support/real-tools.ts';
import {
  type ClientKind,
  cClient,
  killClients,
  ReferenceClient,
  typescriptClient,
} from '../support/reference-client.ts';
import { townOf } from '../support/town.ts';

const DAYS = ['day', 'outage', 'killed', 'deaf', 'frozen', 'full', 'locked'];

let folder: HubFolder;
let hub: HubProcess;
let mqttPort: number;

beforeAll(async () => {
  const stations = DAYS.flatMap((day) => [`TypeScript-${day}`, `C-${day}`]);
  folder = await createHubFolder({ declared: townOf(...stations) });
  hub = await startHubProcess(folder);
  mqttPort = hub.mqttPort;
});

afterEach(killClients);

afterAll(async () => {
  await killAll();
  await folder.remove();
});

interface DeliveryAnswer {
  received: number;
  duplicates: number;
  missing: number;
  rejected: Record<string, number>;
  timeSources: Record<string, number>;
}

const deposit = (weightKg: number) => ({ binId: 'food-1', weightKg });
const level = { bins: [{ binId: 'food-1', distanceMm: 640 }] };

const inOrder = (names: string[]) => names.toSorted((a, b) => a.localeCompare(b));

const CLIENTS = [
  { name: 'TypeScript', of: typescriptClient, missing: false },
  { name: 'C', of: (size: { small: boolean }) => cClient(folder.path, size), missing: notInstalled('cc') },
];

describe.each(CLIENTS)('the reference client in $name', ({ name, of, missing }) => {
  let kind: ClientKind;
  let small: ClientKind;

  beforeAll(() => {
    if (missing) return;
    kind = of({ small: false });
    small = of({ small: true });
  });

  function start(
    day: string,
    with_: { kind?: ClientKind; port?: number; token?: string; noClock?: boolean } = {},
  ) {
    const { kind: which = kind, port = mqttPort, ...more } = with_;
    const station = `${name}-${day}`;
    return new ReferenceClient(which, { station, port, buffer: join(folder.path, station), ...more });
  }

  const delivery = (day: string) => hub.get<DeliveryAnswer>(`/api/v1/stations/${name}-${day}/delivery`);

  /** Boot and number of what the history has, in the words of the clients. */
  async function inHistory(day: string): Promise<string[]> {
    await hub.historyCaughtUp();
    const path = `/api/v1/stations/${name}-${day}`;
    const rows = await hub.list<{ bootId: string; seq: number }>(`${path}/drop-offs`);
    return rows.map(({ bootId, seq }) => `${bootId} ${seq}`);
  }

  it.skipIf(missing)('has an ordinary day, with one message that is refused', async () => {
    const client = start('day');
    await client.hears(/^online$/);
    client.write('fill-level', { batteryV: 12.6, ...level });
    client.write('drop-off', { binId: 'not-here', weightKg: 1 });
    client.write('emptied', { binId: 'food-1' });
    client.write('event', { kind: 'door-open', phase: 'raised' });
    client.write('drop-off', deposit(1.25));
    await client.hears(/^rejected .*"reason":"unknown-bin"/);
    await client.finish();
    expect(client.said('acked')).toEqual(client.said('stored'));
    expect(await delivery('day')).toMatchObject({
      received: 4,
      duplicates: 0,
      missing: 0,
      rejected: { 'unknown-bin': 1 },
      timeSources: { station: 4 },
    });
    const { presence } = await hub.get<{ presence: object }>(`/api/v1/stations/${name}-day`);
    expect(presence).toMatchObject({ state: 'offline' });
  });

  it.skipIf(missing)(
    'an outage, kill -9 and a boot without a clock: all is there once, in order',
    async () => {
      const first = start('outage');
      await first.hears(/^online$/);
      await hub.end('SIGKILL');
      for (let made = 0; made < 60; made++) first.write('drop-off', deposit(made / 8));
      await first.stored(60);
      await first.end('SIGKILL');

      const second = start('outage', { noClock: true });
      for (let made = 0; made < 3; made++) second.write('drop-off', deposit(made / 8));
      await second.stored(3);
      hub = await startHubProcess(folder, { env: { HUB_MQTT_PORT: String(mqttPort) } });
      await second.hears(/^config /);
      await expect.poll(() => second.said('acked').length, { timeout: 60_000 }).toBe(63);
      second.write('drop-off', deposit(7));
      await second.finish();

      const stored = [...first.said('stored'), ...second.said('stored')];
      expect(second.said('acked')).toEqual(stored);
      expect(inOrder(await inHistory('outage'))).toEqual(inOrder(stored));
      // Without a clock the age tells; the hub's config has set the clock for the last one.
      expect(await delivery('outage')).toMatchObject({
        received: 64,
        missing: 0,
        timeSources: { station: 61, age: 3, hub: 0 },
      });
    },
  );

  it.skipIf(missing)('kill -9 while it sends, again and again', async () => {
    const stored: string[] = [];
    for (let round = 0; round < 3; round++) {
      const client = start('killed');
      for (let made = 0; made < 40; made++) client.write('drop-off', deposit(made / 8));
      await client.hears(/^acked /);
      await client.end('SIGKILL');
      stored.push(...client.said('stored'));
    }
    await start('killed').finish();
    const rows = await inHistory('killed');
    // It may have stored more than it had time to say.
    expect(rows).toEqual(expect.arrayContaining(stored));
    expect(new Set(rows).size).toBe(rows.length);
    expect(await delivery('killed')).toMatchObject({ received: rows.length, missing: 0 });
  });

  it.skipIf(missing)('acknowledgements that get lost make duplicates, which are stored once', async () => {
    let heard = 0;
    const proxy = await startDeafProxy({ target: () => mqttPort, loses: () => ++heard === 3 || heard === 9 });
    const client = start('deaf', { kind: small, port: proxy.port });
    for (let made = 0; made < 12; made++) client.write('drop-off', deposit(made / 8));
    await client.finish();
    proxy.close();
    expect(proxy.dropped).toBe(2);
    expect(inOrder(await inHistory('deaf'))).toEqual(inOrder(client.said('stored')));
    const { received, missing: holes, duplicates } = await delivery('deaf');
    expect({ received, holes }).toEqual({ received: 12, holes: 0 });
    expect(duplicates).toBeGreaterThan(0);
  });

  it.skipIf(missing)(
    'a hub that says nothing more is left, and what it had not acknowledged sent again',
    async () => {
      const client = start('frozen', { kind: small });
      await client.hears(/^config /);
      hub.child.kill('SIGSTOP');
      client.write('drop-off', deposit(1));
      await client.hears(/^away: no PUBACK/);
      hub.child.kill('SIGCONT');
      await client.finish();
      expect(await delivery('frozen')).toMatchObject({ received: 1, missing: 0 });
    },
  );

  it.skipIf(missing)(
    'a full buffer drops levels before deposits, and the hub counts them as missing',
    async () => {
      const client = start('full', { kind: small, port: 9 });
      client.write('drop-off', deposit(1));
      for (let made = 0; made < 10; made++) client.write('fill-level', level);
      for (let made = 0; made < 9; made++) client.write('drop-off', deposit(1));
      await client.stored(20);
      const boot = client.said('boot')[0];
      expect(client.said('dropped')).toEqual([1, 2, 3, 4].map((seq) => `${boot} ${seq}`));
      await client.end('SIGKILL');
      await start('full', { kind: small }).finish();
      expect(await delivery('full')).toMatchObject({ received: 16, missing: 4 });
    },
  );

  it.skipIf(missing)('a wrong token makes it wait for a person, and loses nothing', async () => {
    const refused = start('locked', { token: 'not-this-one' });
    refused.write('drop-off', deposit(1));
    await refused.hears(/^away: .*; again in (1[5-9]|2\d)\d{4} ms, 1 wait$/);
    await refused.end('SIGTERM');
    expect(refused.lines.at(-1)).toBe('gone, 1 wait');
    await start('locked').finish();
    expect(await inHistory('locked')).toEqual(refused.said('stored'));
  });
});
