// F35 to F37 through the whole hub: out of order, weeks late, a station's clock at 1970 or ahead, the hub's own clock
// stepping. By hand-moved clock; what each kind of time means is in docs/protocol.md.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effort, seededRandom } from '../support/effort.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { townOf } from '../support/town.ts';

const MESSAGES = effort({ quick: 300, full: 1_000 });
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.parse('2026-03-10T12:00:00+08:00');

let now = NOON;
let hub: HubUnderTest;
let kiosk: Kiosk;

beforeEach(async () => {
  now = NOON;
  hub = await startHub({ declared: townOf('k-1'), overrides: { clock: { now: () => now } } });
  kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1', now: () => now });
});

afterEach(async () => {
  await kiosk.close();
  await hub.remove();
});

interface DropOff {
  seq: number;
  at: string;
  timeSource: string;
}

async function storedDropOffs(from = NOON - 60 * DAY_MS): Promise<DropOff[]> {
  await hub.historyCaughtUp();
  return hub.list<DropOff>(`/api/v1/stations/k-1/drop-offs?from=${from}&to=${NOON + DAY_MS}`);
}

const deposit = (seq: number, more: object) => ({ seq, binId: 'food-1', weightKg: 1, ...more });

async function currentLevel(): Promise<number | undefined> {
  const { bins } = await hub.get<{ bins: { id: string; level: { fillLevel: number } | null }[] }>(
    '/api/v1/stations/k-1',
  );
  return bins.find(({ id }) => id === 'food-1')?.level?.fillLevel;
}

describe('the clock of a station', () => {
  it(`${MESSAGES} messages of 30 days in any order, some twice: each once, at its time, nothing missing`, async () => {
    const random = seededRandom('out of order');
    const sent = Array.from({ length: MESSAGES }, (_, seq) =>
      deposit(seq, { observedAt: NOON - 30 * DAY_MS + Math.floor((seq / MESSAGES) * 30 * DAY_MS) }),
    );
    // The first number of a boot is where counting begins, so it comes first.
    const [first, ...rest] = sent;
    // Wild, but within the 256 separate ranges that the ledger remembers of a boot.
    const shuffled = rest
      .map((message) => ({ message, place: message.seq + random() * 200 }))
      .sort((a, b) => a.place - b.place);
    for (const message of [first, ...shuffled.map((each) => each.message)]) {
      await kiosk.send('drop-off', message ?? {});
      if (random() < 0.1) await kiosk.send('drop-off', message ?? {});
    }
    const stored = await storedDropOffs();
    expect(stored.map(({ seq, at }) => [seq, Date.parse(at)])).toEqual(
      sent.map(({ seq, observedAt }: { seq: number; observedAt?: number }) => [seq, observedAt]),
    );
    expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({ received: MESSAGES, missing: 0 });
    const { totals } = await hub.get<{ totals: { dropOffs: number } }>(
      `/api/v1/stations/k-1/statistics?from=${NOON - 31 * DAY_MS}&to=${NOON + DAY_MS}`,
    );
    expect(totals.dropOffs).toBe(MESSAGES);
  });

  it('36 days late is too late, and can be had from quarantine', async () => {
    await kiosk.send('drop-off', deposit(1, { observedAt: NOON - 36 * DAY_MS }));
    await kiosk.send('drop-off', deposit(2, { observedAt: NOON - 34 * DAY_MS }));
    expect((await storedDropOffs()).map(({ seq }) => seq)).toEqual([2]);
    const { items } = await hub.get<{ items: unknown[] }>('/api/v1/rejections');
    expect(items).toMatchObject([{ reason: 'too-late', seq: 1, replayable: true }]);
  });

  it.each([
    ['at 1970', { observedAt: 5_000 }, 'hub', NOON],
    ['at 1970, with the age', { observedAt: 5_000, ageMs: HOUR_MS }, 'age', NOON - HOUR_MS],
    ['before 1970', { observedAt: -5_000 }, 'hub', NOON],
    ['4 minutes ahead', { observedAt: NOON + 4 * MINUTE_MS }, 'station', NOON + 4 * MINUTE_MS],
    ['6 minutes ahead', { observedAt: NOON + 6 * MINUTE_MS }, 'hub', NOON],
    ['a year ahead, with the age', { observedAt: NOON + 365 * DAY_MS, ageMs: 1_000 }, 'age', NOON - 1_000],
    ['an hour behind its own age', { observedAt: NOON - 2 * HOUR_MS, ageMs: HOUR_MS }, 'age', NOON - HOUR_MS],
  ])('%s', async (_name, time, timeSource, at) => {
    await kiosk.send('drop-off', deposit(1, time));
    expect(await storedDropOffs()).toMatchObject([{ timeSource, at: new Date(at).toISOString() }]);
  });

  it('an old level corrects the past and leaves the present', async () => {
    await kiosk.send('fill-level', { seq: 9, bins: [{ binId: 'food-1', fillLevel: 0.25 }] });
    for (const [seq, daysAgo] of [
      [3, 2],
      [2, 3],
      [4, 1],
    ] as const) {
      const observedAt = NOON - daysAgo * DAY_MS;
      await kiosk.send('fill-level', { seq, observedAt, bins: [{ binId: 'food-1', fillLevel: 0.9 }] });
    }
    expect(await currentLevel()).toBe(0.25);
  });
});

describe('the clock of the hub', () => {
  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
  ])(
    'steps %s: messages pass, nothing is doubled or lost, the present is the newest',
    async (_name, stepMs) => {
      await kiosk.send('fill-level', { seq: 1, bins: [{ binId: 'food-1', fillLevel: 0.3 }] });
      await kiosk.send('drop-off', deposit(2, {}));
      now += stepMs;
      await kiosk.send('drop-off', deposit(2, { observedAt: NOON }));
      await kiosk.send('fill-level', {
        seq: 3,
        observedAt: NOON + MINUTE_MS,
        bins: [{ binId: 'food-1', fillLevel: 0.4 }],
      });
      await kiosk.send('drop-off', deposit(4, { observedAt: NOON + 2 * MINUTE_MS }));
      expect(new Set((await storedDropOffs()).map(({ seq }) => seq))).toEqual(new Set([2, 4]));
      expect(await currentLevel()).toBe(0.4);
      expect(await hub.get('/api/v1/stations/k-1/delivery')).toMatchObject({
        received: 4,
        duplicates: 1,
        missing: 0,
      });
    },
  );
});
