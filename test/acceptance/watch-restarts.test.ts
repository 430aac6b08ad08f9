// A restart of the hub changes nothing about any rule's alert, whatever state it is in: while it waits, while it is open,
// once it is accepted, once it is closed. A station for each, all of one town and one restart.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UplinkType } from '../../src/protocol/topics.ts';
import { declaredStation } from '../support/town.ts';
import { type ScriptAlert, type ScriptTime, WatchScript } from '../support/watch-script.ts';

const MINUTE_MS = 60_000;

type Deed = (time: ScriptTime, station: string) => Promise<void>;
type Deeds = Readonly<Record<ScriptTime, Deed>>;

interface Case {
  rule: string;
  before: Deeds;
  /** At the restart; none while nothing but the rule itself knows that it may soon hold. */
  states: readonly string[];
  after: Deeds;
  /** All that has happened in the end, without the rule's name. */
  story: readonly string[];
}

const says =
  (type: UplinkType, message: object): Deed =>
  (time, station) =>
    script.send(time, type, message, station);
const level = (fillLevel: number) => says('fill-level', { bins: [{ binId: 'food-1', fillLevel }] });
const noEcho = says('fill-level', { bins: [{ binId: 'food-1', distanceMm: 2_540 }] });
const event = (kind: string, phase: 'raised' | 'cleared') => says('event', { kind, phase });
const status = (state: 'online' | 'offline') => says('status', { state, connectionId: 'c-1' });
const accepted: Deed = async (time, station) => {
  await script.until(time);
  const [open] = await script.alerts(`&state=firing&rule=${CASES[station]?.rule}`, station);
  expect(await script.act(open?.id ?? '', 'acknowledge', { by: 'li' })).toBe(200);
};
const noJson: Deed = async (time, station) => {
  await script.until(time);
  await (await script.kiosk(station)).sendRaw('drop-off', 'no json');
  await script.judged();
};
const lateBy =
  (minutes: number): Deed =>
  async (time, station) => {
    await script.until(time);
    const observedAt = script.now - minutes * MINUTE_MS;
    const bins = [{ binId: 'food-1', fillLevel: 0.2 }];
    await script.send(time, 'fill-level', { bins, observedAt }, station);
  };

/** The same deed each minute. */
function each(from: ScriptTime, count: number, deed: Deed): Deeds {
  const [hour, minute] = from.split(':').map(Number);
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${hour}:${(minute ?? 0) + i}` as ScriptTime, deed]),
  );
}

const OVERFLOWS: Deeds = { '11:00': level(0.9), '11:10': level(0.97), '11:20': level(0.97) };
const HEARS_NOTHING: Deeds = { '10:00': level(0.2), '10:10': noEcho, '10:40': noEcho };
const OFF = lateBy(30);

const CASES: Readonly<Record<string, Case>> = {
  'overflowing-waits': {
    rule: 'bin-overflowing',
    before: { '11:30': level(0.9), '11:50': level(0.96) },
    states: [],
    after: { '12:10': level(0.97) },
    story: ['12:10 fired'],
  },
  'overflowing-open': {
    rule: 'bin-overflowing',
    before: OVERFLOWS,
    states: ['firing'],
    after: { '12:05': level(0.84), '12:10': level(0.84), '12:15': level(0.83) },
    story: ['11:20 fired', '12:05 resolved cleared'],
  },
  'overflowing-accepted': {
    rule: 'bin-overflowing',
    before: { ...OVERFLOWS, '11:30': accepted },
    states: ['firing'],
    after: { '12:05': level(0.03), '12:10': level(0.02), '12:15': level(0.02), '12:20': level(0.02) },
    story: ['11:20 fired', '11:30 acknowledged', '12:20 resolved emptied'],
  },
  'overflowing-closed': {
    rule: 'bin-overflowing',
    before: { ...OVERFLOWS, '11:45': level(0.84) },
    states: ['resolved'],
    after: { '12:05': level(0.96), '12:10': level(0.96) },
    story: ['11:20 fired', '11:45 resolved cleared', '12:05 reopened'],
  },
  'overdue-waits': {
    rule: 'collection-overdue',
    before: { '10:20': level(0.5), '10:30': level(0.82), '10:40': level(0.83) },
    states: [],
    after: { '12:20': level(0.84) },
    story: ['12:40 fired'],
  },
  'overdue-accepted': {
    rule: 'collection-overdue',
    before: { '9:30': level(0.5), '9:31': level(0.82), '9:32': level(0.83), '11:35': accepted },
    states: ['firing'],
    after: { '12:05': says('emptied', { binId: 'food-1' }), '12:10': level(0.02), '12:20': level(0.02) },
    story: ['11:32 fired', '11:35 acknowledged', '12:20 resolved emptied'],
  },
  'soon-waits': {
    rule: 'bin-full-soon',
    before: { '10:00': level(0.4), '11:00': level(0.5), '11:55': level(0.61) },
    states: ['pending'],
    after: {},
    story: ['12:05 fired'],
  },
  'soon-open': {
    rule: 'bin-full-soon',
    before: { '10:00': level(0.45), '11:00': level(0.55), '11:30': level(0.62) },
    states: ['firing'],
    after: { '12:10': level(0.81), '12:15': level(0.82), '12:20': level(0.82) },
    story: ['11:40 fired', '12:15 resolved superseded'],
  },
  'offline-waits': {
    rule: 'station-offline',
    before: { '10:00': level(0.2), '11:50': status('online'), '11:55': status('offline') },
    states: ['pending'],
    after: {},
    story: ['12:05 fired'],
  },
  'offline-accepted': {
    rule: 'station-offline',
    before: { '11:00': status('online'), '11:05': status('offline'), '11:30': accepted },
    states: ['firing'],
    after: { '12:10': status('online') },
    story: ['11:15 fired', '11:30 acknowledged', '12:10 resolved cleared'],
  },
  'offline-closed': {
    rule: 'station-offline',
    before: { '11:00': status('online'), '11:05': status('offline'), '11:45': status('online') },
    states: ['resolved'],
    after: { '12:00': status('offline') },
    story: ['11:15 fired', '11:45 resolved cleared', '12:10 reopened'],
  },
  'fault-waits': {
    rule: 'sensor-fault',
    before: { '11:00': level(0.2), '11:20': noEcho, '11:40': noEcho },
    states: ['pending'],
    after: { '12:10': noEcho },
    story: ['12:20 fired'],
  },
  'fault-accepted': {
    rule: 'sensor-fault',
    before: { ...HEARS_NOTHING, '11:10': noEcho, '11:30': accepted },
    states: ['firing'],
    after: { '12:05': noEcho, '12:10': level(0.21) },
    story: ['11:10 fired', '11:30 acknowledged', '12:10 resolved cleared'],
  },
  'hazard-waits': {
    rule: 'hazard',
    before: { '11:57': event('tilt', 'raised') },
    states: [],
    after: {},
    story: ['12:02 fired'],
  },
  'hazard-accepted': {
    rule: 'hazard',
    before: { '11:00': event('fire', 'raised'), '11:10': accepted },
    states: ['firing'],
    after: { '12:10': event('fire', 'cleared') },
    story: ['11:00 fired', '11:10 acknowledged', '12:10 resolved cleared'],
  },
  'hazard-closed': {
    rule: 'hazard',
    before: { '11:00': event('fire', 'raised'), '11:50': event('fire', 'cleared') },
    states: ['resolved'],
    after: { '12:10': event('fire', 'raised') },
    story: ['11:00 fired', '11:50 resolved cleared', '12:10 reopened'],
  },
  'clock-waits': {
    rule: 'station-clock',
    before: each('11:10', 10, OFF),
    states: ['pending'],
    after: {},
    story: ['12:19 fired'],
  },
  'clock-accepted': {
    rule: 'station-clock',
    before: { ...each('10:10', 10, OFF), '11:30': accepted },
    states: ['firing'],
    after: each('12:10', 5, lateBy(0)),
    story: ['11:19 fired', '11:30 acknowledged', '12:11 resolved cleared'],
  },
  'messages-wait': {
    rule: 'station-message-faults',
    before: each('11:30', 19, noJson),
    states: [],
    after: { '12:10': noJson },
    story: ['12:10 fired', '12:40 resolved cleared'],
  },
  'messages-accepted': {
    rule: 'station-message-faults',
    before: { '11:00': event('fault', 'raised'), '11:10': accepted },
    states: ['firing'],
    after: { '12:10': event('fault', 'cleared') },
    story: ['11:00 fired', '11:10 acknowledged', '12:10 resolved cleared'],
  },
};

const script = new WatchScript({
  alerts: {
    overrides: ['soon-waits', 'soon-open'].map((station) => ({
      station,
      rules: { 'bin-full-soon': { basisHours: 1 } },
    })),
  },
  // So slow that nobody is called silent meanwhile; forecasts where no other bin has their area warned.
  stations: Object.entries(CASES).map(([id, { rule }]) =>
    declaredStation(id, { reportingMinutes: 60, grid: rule === 'bin-full-soon' ? 'west' : 'east' }),
  ),
});
beforeAll(() => script.start());
afterAll(() => script.end());

async function play(which: 'before' | 'after'): Promise<void> {
  const all = Object.entries(CASES).flatMap(([station, one]) =>
    Object.entries(one[which]).map(([time, deed]) => ({ time: time as ScriptTime, station, deed })),
  );
  all.sort((a, b) => minutesOf(a.time) - minutesOf(b.time));
  for (const { time, station, deed } of all) await deed(time, station);
}

function minutesOf(time: ScriptTime): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

async function alertsOfAll(): Promise<Record<string, ScriptAlert[]>> {
  const all: Record<string, ScriptAlert[]> = {};
  for (const [station, { rule }] of Object.entries(CASES)) {
    all[station] = await script.alerts(`&rule=${rule}`, station);
  }
  return all;
}

describe('a restart at noon', () => {
  let before: Record<string, ScriptAlert[]> = {};

  beforeAll(async () => {
    await script.begin('9:20', { stepMinutes: 1 });
    await play('before');
    await script.until('12:00');
    before = await alertsOfAll();
    await script.restart({ at: '12:00' });
  });

  it('finds each alert in the state that was meant', () => {
    const states = Object.entries(before).map(([station, all]) => [station, all.map(({ state }) => state)]);
    const meant = Object.entries(CASES).map(([station, one]) => [station, one.states]);
    expect(Object.fromEntries(states)).toEqual(Object.fromEntries(meant));
  });

  it('leaves it as it was', async () => {
    expect(await alertsOfAll()).toEqual(before);
  });

  it('lets it go on from there', async () => {
    await play('after');
    await script.until('12:45');
    const stories: Record<string, string[]> = {};
    for (const [station, { rule }] of Object.entries(CASES)) {
      stories[station] = (await script.story(rule, station)).map((line) => line.replace(` ${rule}`, ''));
    }
    const meant = Object.entries(CASES).map(([station, one]) => [station, one.story]);
    expect(stories).toEqual(Object.fromEntries(meant));
  });
});
