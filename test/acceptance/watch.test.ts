// The watch behind the whole hub: what is set for a stream, a grid or a station holds there and nowhere else, what it
// concludes reaches the history, and a restart of the hub changes nothing, whatever state an alert is in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declaredStation } from '../support/town.ts';
import { type ScriptAlert, WatchScript } from '../support/watch-script.ts';

/** A station for each state that an alert can be in, and the rule that it is about. */
const IN_EACH_STATE = {
  pending: 'bin-full',
  accepted: 'bin-full',
  flapping: 'bin-full',
  closed: 'bin-full',
  emptied: 'bin-full',
  hazard: 'hazard',
  silent: 'station-offline',
};

const script = new WatchScript({
  alerts: {
    overrides: [
      { stream: 'residual', rules: { 'bin-full': { raise: 0.9, clear: 0.7 } } },
      { grid: 'west', rules: { 'bin-full': { holdMinutes: 30 }, 'station-offline': { enabled: false } } },
      {
        station: 'w-2',
        rules: { 'bin-full': { holdMinutes: 0 }, 'sensor-fault': { severity: 'warning' } },
        bins: { noEchoMm: 900 },
      },
    ],
  },
  stations: [
    ...['w-1', 'w-2'].map((id) => declaredStation(id, { grid: 'west' })),
    ...Object.keys(IN_EACH_STATE).map((id) => declaredStation(id)),
  ],
});
beforeAll(() => script.start());
afterAll(() => script.end());

const FULL = { '10:00': 0.8, '10:10': 0.85 } as const;

describe('what is set', () => {
  it('for a stream holds for its bins alone', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.85 });
    await script.levels({ '10:00': 0.85 }, { binId: 'residual-1' });
    await script.levels({ '10:10': 0.85 });
    await script.levels({ '10:10': 0.85 }, { binId: 'residual-1' });
    await script.until('10:25', 1);
    expect(await script.alerts()).toMatchObject([{ rule: 'bin-full', stream: 'food' }]);
    await script.levels({ '10:30': 0.92, '10:40': 0.92 }, { binId: 'residual-1' });
    await script.until('10:51', 1);
    expect((await script.alerts('&rule=bin-full&stream=residual')).map(({ state }) => state)).toEqual([
      'firing',
    ]);
  });

  it('for a grid holds at its stations, where nothing nearer is set', async () => {
    await script.begin('10:00', { station: 'w-1' });
    await script.levels({ ...FULL, '10:20': 0.85, '10:30': 0.85 });
    await script.until('10:39', 1);
    expect(await script.states('bin-full')).toEqual(['pending']);
    await script.until('10:41', 1);
    expect(await script.story('bin-full')).toEqual(['10:40 bin-full fired']);
    await script.until('11:40', 1);
    expect(await script.states('station-offline')).toEqual([]);
  });

  it('for a station wins, key by key, and says how its sensors are judged', async () => {
    await script.begin('10:00', { station: 'w-2' });
    await script.levels(FULL);
    expect(await script.story()).toEqual(['10:10 bin-full fired']);
    await script.levels({ '10:15': 0.1 }, { binId: 'recyclable-1' });
    for (const time of ['10:20', '10:40', '11:00', '11:15'] as const) {
      await script.send(time, 'fill-level', { bins: [{ binId: 'recyclable-1', distanceMm: 950 }] });
    }
    await script.until('11:25', 1);
    // However much room there is: that makes full bins less urgent, not a sensor that is at fault.
    expect(await script.alerts('&rule=sensor-fault')).toMatchObject([
      { state: 'firing', severity: 'warning', evidence: { faults: ['no-echo'] } },
    ]);
    expect(await script.states('station-offline')).toEqual([]);
  });
});

describe('an emptying', () => {
  interface Emptyings {
    items: { binId: string; source: string; at: string }[];
  }

  async function emptyings(): Promise<Emptyings['items']> {
    const day = [script.now - 86_400_000, script.now + 1].map((at) => new Date(at).toISOString());
    const path = `/api/v1/stations/${script.station}/emptyings?from=${day[0]}&to=${day[1]}`;
    return (await script.hub.get<Emptyings>(path)).items;
  }

  it('that the sensor shows ends the alert, and is in the history', async () => {
    await script.begin('10:00');
    await script.levels({
      ...FULL,
      '10:20': 0.85,
      '10:30': 0.05,
      '10:40': 0.05,
      '10:50': 0.05,
      '11:00': 0.05,
    });
    const [full] = await script.alerts('&rule=bin-full');
    expect(full?.resolved).toMatchObject({ reason: 'emptied', evidence: { source: 'sensor' } });
    await script.soon(async () => (await emptyings()).length > 0);
    expect(await emptyings()).toMatchObject([{ binId: 'food-1', source: 'sensor' }]);
  });

  it("is dated by the station's word", async () => {
    await script.begin('10:00');
    await script.levels({ ...FULL, '10:20': 0.85 });
    await script.send('10:25', 'emptied', { binId: 'food-1' });
    const saidAt = script.now;
    await script.levels({ '10:30': 0.05, '10:40': 0.05 });
    const [full] = await script.alerts('&rule=bin-full');
    expect(full?.resolved).toMatchObject({ reason: 'emptied', evidence: { source: 'message' } });
    await script.soon(async () => (await emptyings()).length > 0);
    expect(await emptyings()).toMatchObject([{ source: 'message', at: new Date(saidAt).toISOString() }]);
  });
});

describe('a restart of the hub at 12:00', () => {
  let before: Record<string, ScriptAlert[]> = {};

  beforeAll(async () => {
    await script.begin('10:00', { stepMinutes: 1 });
    await script.play({
      flapping: { '10:00': 0.75, '10:10': 0.82, '10:20': 0.84, '10:30': 0.84, '10:40': 0.7, '10:50': 0.58 },
      emptied: { '10:00': 0.5, '10:10': 0.82, '10:20': 0.84, '10:35': 0.03, '10:45': 0.02, '10:55': 0.02 },
      silent: { '10:21': 0.2, '10:31': 0.2 },
    });
    await script.play({
      flapping: {
        '11:00': 0.7,
        '11:05': 0.81,
        '11:10': 0.83,
        '11:20': 0.83,
        '11:30': 0.7,
        '11:40': 0.58,
        '11:50': 0.57,
      },
      emptied: { '11:05': 0.02, '11:30': 0.02, '11:55': 0.02 },
      closed: { '11:00': 0.75, '11:10': 0.82, '11:20': 0.84, '11:30': 0.84, '11:40': 0.7, '11:50': 0.58 },
      accepted: { '11:10': 0.5, '11:20': 0.82, '11:30': 0.84, '11:40': 0.84 },
    });
    const [open] = await script.alerts('&rule=bin-full', 'accepted');
    expect(await script.act(open?.id ?? '', 'acknowledge', { by: 'li' })).toBe(200);
    await script.play({
      accepted: { '11:53': 0.84 },
      pending: { '11:54': 0.5, '11:56': 0.82, '11:58': 0.84 },
    });
    await script.send('11:59', 'event', { kind: 'fire', phase: 'raised' }, 'hazard');
    before = await alertsOfAll();
    await script.restart({ at: '12:00' });
  });

  it('leaves every alert as it was', async () => {
    expect(await alertsOfAll()).toEqual(before);
    const states = Object.entries(before).map(([station, all]) => [station, all.map(({ state }) => state)]);
    expect(Object.fromEntries(states)).toEqual({
      pending: ['pending'],
      accepted: ['firing'],
      flapping: ['firing'],
      closed: ['resolved'],
      emptied: ['resolved'],
      hazard: ['firing'],
      silent: ['firing'],
    });
    expect(before.accepted).toMatchObject([{ acknowledged: { by: 'li' } }]);
  });

  it('goes on with each from there', async () => {
    await script.play({
      closed: { '12:02': 0.7, '12:07': 0.81, '12:12': 0.83, '12:20': 0.83 },
      accepted: { '12:03': 0.03, '12:13': 0.02, '12:23': 0.02, '12:33': 0.02 },
      flapping: { '12:04': 0.57, '12:09': 0.57, '12:11': 0.57 },
      pending: { '12:06': 0.84 },
      silent: { '12:25': 0.2 },
    });
    const stories: Record<string, string[]> = {};
    for (const [station, rule] of Object.entries(IN_EACH_STATE)) {
      stories[station] = (await script.story(rule, station)).map((line) => line.replace(` ${rule}`, ''));
    }
    expect(stories).toEqual({
      pending: ['12:08 fired'],
      accepted: ['11:40 fired', '11:55 acknowledged', '12:33 resolved emptied'],
      flapping: ['10:30 fired', '10:50 resolved cleared', '11:15 reopened', '12:10 resolved cleared'],
      closed: ['11:30 fired', '11:50 resolved cleared', '12:17 reopened'],
      emptied: ['10:30 fired', '11:05 resolved emptied'],
      hazard: ['11:59 fired'],
      silent: ['11:12 fired', '12:25 resolved cleared'],
    });
  });

  async function alertsOfAll(): Promise<Record<string, ScriptAlert[]>> {
    const all: Record<string, ScriptAlert[]> = {};
    for (const [station, rule] of Object.entries(IN_EACH_STATE)) {
      all[station] = await script.alerts(`&rule=${rule}`, station);
    }
    return all;
  }
});
