// F56: somebody invents stations, in topics and as client ids. None of them leaves anything behind: no station, no
// series, no metric; what is kept of them stays within its bounds.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRaw, publishPacket, type RawClient } from '../support/broker.ts';
import { effort, timeFor } from '../support/effort.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

const IDS = effort({ quick: 2_000, full: 100_000 });
const CONNECTIONS = effort({ quick: 300, full: 3_000 });
const IN_FLIGHT = 100;
/** Of the list of refused connections. */
const REMEMBERED = 200;
const KEPT_A_STATION = 1_000;

let hub: HubUnderTest;
let gossip: RawClient;

beforeEach(async () => {
  hub = await startHub({ declared: townOf('k-1') });
  gossip = await openRaw(hub.mqttPort);
  await gossip.login('k-1', { password: Buffer.from('demo-k-1') });
});

afterEach(async () => {
  gossip.socket.destroy();
  await hub.remove();
});

/** The hub's own metrics with their labels, without values. */
async function series(): Promise<string[]> {
  const text = await (await fetch(`${hub.http}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('hub_'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));
}

it(
  `${IDS} stations that do not exist`,
  async () => {
    // One of each kind first: the kinds are counted, and a count is there from its first case on.
    gossip.send(depositOf('x', 1));
    await gossip.take('puback');
    await refusedAs('y');
    await hub.get('/readyz');
    const known = await series();

    for (let first = 0; first < IDS; first += IN_FLIGHT) {
      for (let place = 0; place < IN_FLIGHT; place++) gossip.send(depositOf(`x-${first + place}`, place + 1));
      for (let place = 0; place < IN_FLIGHT; place++) await gossip.take('puback');
    }
    for (let count = 0; count < CONNECTIONS; count++) await refusedAs(`y-${count}`);
    await hub.historyCaughtUp();

    const { items } = await hub.get<{ items: { id: string }[] }>('/api/v1/stations');
    expect(items.map(({ id }) => id)).toEqual(['k-1']);
    const kept = await hub.list<{ station: string }>('/api/v1/rejections');
    expect(new Set(kept.map(({ station }) => station))).toEqual(new Set(['k-1']));
    expect(kept.length).toBeLessThanOrEqual(KEPT_A_STATION);
    const refused = await hub.get<{ items: unknown[] }>('/api/v1/refused-connections');
    expect(refused.items).toHaveLength(REMEMBERED);
    expect((await series()).filter((name) => !known.includes(name))).toEqual([]);
  },
  timeFor(IDS, 0.002),
);

async function refusedAs(user: string): Promise<void> {
  const stranger = await openRaw(hub.mqttPort);
  expect(await stranger.login(user, { password: Buffer.from('x') })).toBe(4);
  stranger.socket.destroy();
}

function depositOf(station: string, messageId: number) {
  const deposit = { bootId: 'b', seq: 1, observedAt: Date.now(), binId: 'food-1', weightKg: 1 };
  const packet = publishPacket(`waste/v1/${station}/drop-off`, JSON.stringify(deposit));
  return { ...packet, qos: 1 as const, messageId };
}
