// F38: days are local. Midnight, 29 February and the change of the clocks, by a hand-moved clock, from MQTT to the
// statistics of the API.
import { afterEach, describe, expect, it } from 'vitest';
import { connectKiosk } from '../support/kiosk.ts';
import { type HubUnderTest, startHub } from '../support/running-hub.ts';
import { declaredStation, TOWN } from '../support/town.ts';

let hub: HubUnderTest;
afterEach(() => hub.remove());

interface Statistics {
  zone: string;
  totals: { dropOffs: number };
  buckets: { from: string; to: string; dropOffs: number }[];
}

/** Deposits at these instants, each sent when it happens; then the buckets that hold any. */
async function bucketsOf(
  zone: string,
  instants: readonly string[],
  interval: string,
): Promise<[from: string, hours: number, dropOffs: number][]> {
  let now = Date.parse(instants[0] ?? '');
  const declared = { ...TOWN, stations: [declaredStation('k-1', { zone })] };
  hub = await startHub({ declared, overrides: { clock: { now: () => now } } });
  const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1', now: () => now });
  for (const instant of instants) {
    now = Date.parse(instant);
    await kiosk.send('drop-off', { binId: 'food-1', weightKg: 1 });
  }
  await kiosk.close();
  await hub.historyCaughtUp();
  const range = `from=${encodeURIComponent(instants[0] ?? '')}&to=${now + 1}`;
  const answer = await hub.get<Statistics>(`/api/v1/stations/k-1/statistics?${range}&interval=${interval}`);
  expect(answer.zone).toBe(zone);
  expect(answer.totals.dropOffs).toBe(instants.length);
  return answer.buckets
    .filter(({ dropOffs }) => dropOffs > 0)
    .map(({ from, to, dropOffs }) => [from, (Date.parse(to) - Date.parse(from)) / 3_600_000, dropOffs]);
}

describe('a local day', () => {
  it('ends at midnight of Shanghai, to the millisecond', async () => {
    const instants = [
      '2026-05-01T23:59:59.999+08:00',
      '2026-05-02T00:00:00.000+08:00',
      '2026-05-02T00:00:00.001+08:00',
    ];
    expect(await bucketsOf('Asia/Shanghai', instants, 'day')).toEqual([
      ['2026-04-30T16:00:00.000Z', 24, 1],
      ['2026-05-01T16:00:00.000Z', 24, 2],
    ]);
  });

  it('is there on 29 February', async () => {
    const instants = [
      '2028-02-28T23:30:00+08:00',
      '2028-02-29T00:30:00+08:00',
      '2028-02-29T23:30:00+08:00',
      '2028-03-01T00:30:00+08:00',
    ];
    expect(await bucketsOf('Asia/Shanghai', instants, 'day')).toEqual([
      ['2028-02-27T16:00:00.000Z', 24, 1],
      ['2028-02-28T16:00:00.000Z', 24, 2],
      ['2028-02-29T16:00:00.000Z', 24, 1],
    ]);
  });

  it('makes a February of 29 days a month', async () => {
    const instants = ['2028-02-29T23:59:59+08:00', '2028-03-01T00:00:00+08:00'];
    expect(await bucketsOf('Asia/Shanghai', instants, 'month')).toEqual([
      ['2028-01-31T16:00:00.000Z', 29 * 24, 1],
      ['2028-02-29T16:00:00.000Z', 31 * 24, 1],
    ]);
  });

  it('has 23 hours when the clocks go forward, and 25 when they go back', async () => {
    const spring = ['2027-03-28T01:59:59+01:00', '2027-03-28T03:00:00+02:00', '2027-03-28T23:59:59+02:00'];
    expect(await bucketsOf('Europe/Berlin', spring, 'day')).toEqual([['2027-03-27T23:00:00.000Z', 23, 3]]);
    await hub.remove();
    const autumn = ['2027-10-31T02:30:00+02:00', '2027-10-31T02:30:00+01:00', '2027-10-31T23:59:59+01:00'];
    expect(await bucketsOf('Europe/Berlin', autumn, 'day')).toEqual([['2027-10-30T22:00:00.000Z', 25, 3]]);
  });

  it('keeps the hour that comes twice apart', async () => {
    const instants = ['2027-10-31T02:30:00+02:00', '2027-10-31T02:30:00+01:00'];
    expect(await bucketsOf('Europe/Berlin', instants, 'hour')).toEqual([
      ['2027-10-31T00:00:00.000Z', 1, 1],
      ['2027-10-31T01:00:00.000Z', 1, 1],
    ]);
  });
});
