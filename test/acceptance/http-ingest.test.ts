// Messages by HTTP against a whole hub: the same door, ledger, quarantine and journal as by MQTT.
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/registry/tokens.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { declaredStation, TOWN } from '../support/town.ts';

interface Item {
  station: string;
  verdict: string;
  reason?: string;
  path?: string;
  expected?: string;
  late?: boolean;
}
interface Answer {
  status: number;
  retryAfter: string | null;
  body: { accepted: number; duplicates: number; rejected: number; items: Item[]; code?: string };
}

let hub: HubUnderTest;
let http = '';

beforeAll(async () => {
  hub = await startHub({
    declared: {
      ...TOWN,
      stations: [declaredStation('S-1'), declaredStation('S-2'), declaredStation('S-3', { grid: 'west' })],
      gateways: [{ id: 'gate', tokenSha256: [sha256Of('gate-token')], stations: ['S-1', 'S-2'] }],
      integrations: [{ id: 'board', tokenSha256: [sha256Of('board-token')], filters: ['waste/v1/#'] }],
    },
  });
  http = hub.app.addresses.http;
});
afterAll(() => hub.remove());

const basic = (user: string, secret = `demo-${user}`) =>
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

async function ingest(authorization: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${http}/api/v1/ingest`, {
    method: 'POST',
    // A body that is too large is not read to its end, and the connection not used again.
    headers: { authorization, 'content-type': 'application/json', connection: 'close' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: (await response.json()) as Answer['body'] };
}

const deposit = (seq: number, more: object = {}) => ({
  ...{ type: 'drop-off', bootId: 'http-1', seq, observedAt: Date.now(), binId: 'food-1', weightKg: 1 },
  ...more,
});

describe('a station by HTTP', () => {
  it('gets a verdict for each element, in order, and what was accepted is in the history', async () => {
    const { status, body } = await ingest(basic('S-1'), [
      deposit(1),
      deposit(1),
      deposit(2, { binId: 'nowhere' }),
      deposit(3, { weightKg: 'much' }),
      { type: 'song', bootId: 'http-1', seq: 4, observedAt: 1 },
      deposit(5, { station: 'S-2' }),
      7,
      deposit(6, { observedAt: Date.now() - 40 * 86_400_000 }),
      deposit(7, { observedAt: Date.now() - 3_600_000 }),
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, duplicates: 1, rejected: 6 });
    expect(body.items.map(({ verdict, reason, path }) => [verdict, reason, path])).toEqual([
      ['accepted', undefined, undefined],
      ['duplicate', undefined, undefined],
      ['rejected', 'unknown-bin', 'binId'],
      ['rejected', 'bad-shape', 'weightKg'],
      ['rejected', 'unknown-topic', 'type'],
      ['rejected', 'wrong-station', 'station'],
      ['rejected', 'unknown-topic', 'type'],
      ['rejected', 'too-late', 'observedAt'],
      ['accepted', undefined, undefined],
    ]);
    expect(body.items[2]?.expected).toContain('food-1');
    expect(body.items[8]?.late).toBe(true);
    await hub.historyCaughtUp();
    expect(await hub.list('/api/v1/stations/S-1/drop-offs')).toHaveLength(2);
  });

  it('counts, quarantine, ledger and presence are those of MQTT', async () => {
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'S-2', bootId: 'both' });
    const observedAt = Date.now();
    await kiosk.send('drop-off', { seq: 1, observedAt, binId: 'food-1', weightKg: 2 });
    const again = await ingest(basic('S-2'), deposit(1, { bootId: 'both', observedAt }));
    expect(again.body.items[0]?.verdict, 'of another way in').toBe('duplicate');
    const next = await ingest(basic('S-2'), deposit(3, { bootId: 'both', binId: 'nowhere' }));
    expect(next.body.items[0]?.verdict).toBe('rejected');
    await kiosk.close();
    const delivery = await hub.get('/api/v1/stations/S-2/delivery');
    expect(delivery).toMatchObject({
      received: 1,
      duplicates: 1,
      missing: 1,
      rejected: { 'unknown-bin': 1 },
    });
    const kept = await hub.get<{ items: object[] }>('/api/v1/rejections?station=S-2');
    expect(kept.items).toMatchObject([{ reason: 'unknown-bin', seq: 3, topic: 'waste/v1/S-2/drop-off' }]);
    const { presence } = await hub.get<{ presence: { state: string } }>('/api/v1/stations/S-1');
    expect(presence.state, 'heard of by HTTP alone').toBe('online');
  });

  it('is heard by those who listen by MQTT', async () => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
      ...{ clientId: 'board', username: 'board', password: 'board-token', reconnectPeriod: 0 },
    });
    await client.subscribeAsync('waste/v1/S-1/drop-off');
    const heard = new Promise<string[]>((resolve) => {
      client.once('message', (topic, payload) => resolve([topic, payload.toString()]));
    });
    await ingest(basic('S-1'), deposit(20, { household: 'h_2f9c81ab', phone: '13800000000' }));
    const [topic, payload = ''] = await heard;
    await client.endAsync();
    expect(topic).toBe('waste/v1/S-1/drop-off');
    expect(JSON.parse(payload)).toMatchObject({ seq: 20, weightKg: 1 });
    expect(payload).not.toMatch(/h_2f9c81ab|phone/);
  });

  it('is not let in with a wrong token, and a technician sees that it tried', async () => {
    const { status } = await ingest(basic('S-1', 'wrong'), deposit(9));
    expect(status).toBe(401);
    const { items } = await hub.get<{ items: object[] }>('/api/v1/refused-connections');
    expect(items).toContainEqual(expect.objectContaining({ user: 'S-1', reason: 'wrong-token', count: 1 }));
    expect((await ingest(basic('board', 'board-token'), deposit(9))).status).toBe(403);
    const elsewhere = await fetch(`${http}/api/v1/stations`, { headers: { authorization: basic('S-1') } });
    expect(elsewhere.status, 'a device may send, and nothing else').toBe(401);
  });

  it.each([
    ['nothing', '[]', 422],
    ['too many', JSON.stringify(Array.from({ length: 201 }, () => ({}))), 422],
    ['no JSON', '{"type":', 400],
    ['over 1 MiB', JSON.stringify([{ type: 'event', detail: 'x'.repeat(1_100_000) }]), 413],
    [
      'nested deeper than the stack',
      `[{"type":"event","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}]`,
      422,
    ],
  ])('a body of %s is refused as a whole', async (_what, body, status) => {
    expect((await ingest(basic('S-1'), body)).status).toBe(status);
  });

  it('an element over 64 KiB costs only itself', async () => {
    const { body } = await ingest(basic('S-1'), [
      deposit(30, { evidenceId: 'x'.repeat(70_000) }),
      deposit(31),
    ]);
    expect(body.items.map(({ reason, verdict }) => reason ?? verdict)).toEqual(['too-large', 'accepted']);
  });
});

describe('who speaks for several', () => {
  it('a gateway, for the stations of its list', async () => {
    const { body } = await ingest(basic('gate', 'gate-token'), [
      deposit(1, { station: 'S-1', bootId: 'gate-1' }),
      deposit(2, { station: 'S-2', bootId: 'gate-1' }),
      deposit(3, { station: 'S-3', bootId: 'gate-1' }),
      deposit(4, { bootId: 'gate-1' }),
    ]);
    expect(body.items.map(({ verdict, path }) => [verdict, path])).toEqual([
      ['accepted', undefined],
      ['accepted', undefined],
      ['rejected', 'station'],
      ['rejected', 'station'],
    ]);
  });

  async function keyFor(input: object): Promise<string> {
    const made = await fetch(`${http}/api/v1/api-keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scopes: ['ingest'], ...input }),
    });
    return `Bearer ${((await made.json()) as { secret: string }).secret}`;
  }

  it('a key of the whole town speaks for no station that is not registered', async () => {
    const { body } = await ingest(await keyFor({ name: 'town' }), [
      deposit(1, { station: 'S-2', bootId: 'key-2' }),
      deposit(2, { station: 'S-99', bootId: 'key-2' }),
    ]);
    expect(body.items.map(({ verdict, path }) => [verdict, path])).toEqual([
      ['accepted', undefined],
      ['rejected', 'station'],
    ]);
    const { items } = await hub.get<{ items: object[] }>('/api/v1/rejections?reason=wrong-station&limit=1');
    expect(items).toMatchObject([{ station: 'key:town', topic: 'waste/v1/S-99/drop-off' }]);
  });

  it('a key of scope ingest, for the stations of its area', async () => {
    const { body } = await ingest(await keyFor({ name: 'platform', area: 'west' }), [
      deposit(1, { station: 'S-3', bootId: 'key-1' }),
      deposit(2, { station: 'S-1', bootId: 'key-1' }),
    ]);
    expect(body.items.map(({ verdict }) => verdict)).toEqual(['accepted', 'rejected']);
    const { items } = await hub.get<{ items: { route: string }[] }>('/api/v1/audit?limit=100');
    expect(
      items.filter(({ route }) => route === '/api/v1/ingest'),
      'messages are no changes',
    ).toEqual([]);
  });

  it('nobody else: not an administrator, and nobody without a token', async () => {
    const response = await fetch(`${http}/api/v1/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(deposit(1, { station: 'S-1' })),
    });
    expect(response.status).toBe(403);
  });
});
