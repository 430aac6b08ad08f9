import { describe, expect, it } from 'vitest';
import { framedMessages } from '../../src/protocol/index.ts';
import type { Happening } from './happening.ts';
import { createProfile, type TownStation } from './profile.ts';
import { createStationModel } from './station.ts';
import { createStationState, FULLEST_LEVEL, levelOf } from './station-state.ts';

// Monday, 2 November 2026, 00:00 in Shanghai.
const MONDAY = Date.UTC(2026, 10, 1, 16) / 60_000;
const DAY = 1440;

const STATION: TownStation = {
  id: 'TS-001',
  zone: 'Asia/Shanghai',
  reportingMinutes: 10,
  bins: [
    { id: 'food-1', stream: 'food', litres: 240, depthMm: 1100 },
    { id: 'residual-1', stream: 'residual', litres: 240, depthMm: 1100 },
    { id: 'recyclable-1', stream: 'recyclable', litres: 240 },
    { id: 'hazardous-1', stream: 'hazardous', litres: 120, depthMm: 900 },
  ],
};

function live(options: { station?: TownStation; seed?: number; from?: number; minutes: number }) {
  const profile = createProfile(options.station ?? STATION, options.seed ?? 7);
  const model = createStationModel(profile);
  const state = createStationState(profile, options.from ?? MONDAY);
  const happenings: Happening[] = [];
  const levels: number[] = [];
  for (let minute = 0; minute < options.minutes; minute++) {
    happenings.push(...model.step(state, state.nextMinute));
    for (const bin of profile.bins) levels.push(levelOf(state, bin));
  }
  return { happenings, levels, state, model };
}

function dropOffs(happenings: readonly Happening[]) {
  return happenings.filter((happening) => happening.type === 'drop-off');
}

function localHour(at: number): number {
  return Math.floor(at / 3_600_000 + 8) % 24;
}

function accuracyOf(station: TownStation): number {
  const recognised = dropOffs(live({ station, minutes: 28 * DAY }).happenings).filter(
    ({ body }) => (body.recognition?.confidence ?? 0) >= 0.6,
  );
  const right = recognised.filter(({ body }) => body.binId.startsWith(body.recognition?.stream ?? '?'));
  return right.length / recognised.length;
}

describe('a station of the town', () => {
  it('lives the same life from the same seed, and another from another', () => {
    const first = live({ minutes: 3 * DAY }).happenings;
    expect(live({ minutes: 3 * DAY }).happenings).toEqual(first);
    expect(live({ minutes: 3 * DAY, seed: 8 }).happenings).not.toEqual(first);
  });

  it('goes on from its stored state as if it had never stopped', () => {
    const whole = live({ minutes: 2 * DAY }).happenings;
    const { happenings, state } = live({ minutes: 1000 });
    const stored = JSON.parse(JSON.stringify(state)) as typeof state;
    const model = createStationModel(createProfile(STATION, 7));
    while (stored.nextMinute < MONDAY + 2 * DAY) happenings.push(...model.step(stored, stored.nextMinute));
    expect(happenings).toEqual(whole);
  });

  it('has peaks in the morning and in the evening and sleeps at night', () => {
    const hours = dropOffs(live({ minutes: 28 * DAY }).happenings).map(({ at }) => localHour(at));
    const mean = (from: number, to: number) =>
      hours.filter((hour) => hour >= from && hour < to).length / (to - from);
    expect(mean(18, 21)).toBeGreaterThan(2 * mean(14, 16));
    expect(mean(7, 9)).toBeGreaterThan(1.5 * mean(14, 16));
    expect(mean(0, 5)).toBeLessThan(0.05 * mean(18, 21));
  });

  it('brings more recyclables at weekends', () => {
    const days = dropOffs(live({ minutes: 56 * DAY }).happenings)
      .filter(({ body }) => body.binId === 'recyclable-1')
      .map(({ at }) => Math.floor((at / 60_000 - MONDAY) / DAY) % 7);
    const on = (weekday: number) => days.filter((day) => day === weekday).length;
    expect(Math.min(on(5), on(6))).toBeGreaterThan(1.2 * on(0));
  });

  it('sorts 78 to 95 % rightly, not every station alike', () => {
    const rates = ['A', 'B', 'C', 'D', 'E', 'F'].map((id) => accuracyOf({ ...STATION, id }));
    for (const rate of rates) {
      expect(rate).toBeGreaterThan(0.78);
      expect(rate).toBeLessThan(0.95);
    }
    expect(Math.max(...rates) - Math.min(...rates)).toBeGreaterThan(0.02);
  });

  it('fills its bins, sometimes to the brim, and has them emptied', () => {
    const { levels, happenings } = live({ minutes: 28 * DAY });
    const fullest = levels.reduce((most, level) => Math.max(most, level));
    expect(levels.every((level) => level >= 0)).toBe(true);
    expect(fullest).toBeLessThanOrEqual(FULLEST_LEVEL + 1e-9);
    expect(fullest).toBeGreaterThan(0.9);
    const emptied = happenings.filter(({ type }) => type === 'emptied').length;
    // 28 days x 2 turns x 3 bins, a few missed and a few without a press of the button.
    expect(emptied).toBeGreaterThan(100);
    expect(emptied).toBeLessThan(28 * 2 * 3 + 8);
  });

  it('reports levels at its period and never a fire', () => {
    const { happenings } = live({ minutes: 28 * DAY });
    expect(happenings.filter(({ type }) => type === 'fill-level')).toHaveLength(28 * 144);
    const kinds = new Set(happenings.flatMap((one) => (one.type === 'event' ? [one.body.kind] : [])));
    expect(kinds).not.toContain('fire');
    expect(kinds).not.toContain('smoke');
  });

  it('clears what is open when its clock jumps', () => {
    const { state, model } = live({ minutes: 10 });
    state.openEvents = [{ kind: 'door-open', phase: 'raised' }];
    const after = model.step(state, MONDAY + 400);
    expect(after).toContainEqual(
      expect.objectContaining({ type: 'event', body: { kind: 'door-open', phase: 'cleared' } }),
    );
    expect(state.nextMinute).toBe(MONDAY + 401);
  });

  it('keeps mostly to its opening hours', () => {
    const station = { ...STATION, openingHours: [{ from: '18:00', to: '21:00' }] };
    const deposits = dropOffs(live({ station, minutes: 14 * DAY }).happenings);
    const inside = deposits.filter(({ at }) => localHour(at) >= 18 && localHour(at) < 21).length;
    expect(inside / deposits.length).toBeGreaterThan(0.9);
    expect(inside).toBeLessThan(deposits.length);
  });

  it('says only what the station protocol knows, in order of time, in less than 1,000 bytes', () => {
    let last = 0;
    for (const { type, at, body } of live({ minutes: 14 * DAY }).happenings) {
      const message = { bootId: 'b', seq: 0, observedAt: at, ...body };
      expect(framedMessages[type].parse(message)).toEqual(message);
      expect(JSON.stringify(message).length).toBeLessThan(1000);
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
    }
  });
});
