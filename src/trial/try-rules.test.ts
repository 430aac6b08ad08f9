import { describe, expect, test } from 'vitest';
import { alertsSchema } from '../config/alerts-schema.ts';
import type { FillLevel, StationEvent } from '../model/reading.ts';
import type { StationFacts } from '../watch/station-facts.ts';
import { tryRules } from './try-rules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = Date.parse('2026-11-24T08:00+08:00');

const station: StationFacts = {
  id: 'ts-001',
  name: 'One',
  grid: 'g1',
  bins: [{ id: 'food-1', stream: 'food', litres: 240 }],
  reportingMinutes: 10,
  zone: 'Asia/Shanghai',
};

/** `minutes` after the begin of the trial; below 0: before it. */
function level(minutes: number, fillLevel: number, lateMinutes = 0): FillLevel {
  const receivedAt = FROM + minutes * MINUTE;
  return {
    type: 'fill-level',
    station: 'ts-001',
    grid: 'g1',
    bootId: 'b',
    seq: minutes + 10_000,
    at: receivedAt - lateMinutes * MINUTE,
    receivedAt,
    timeSource: 'station',
    ...(lateMinutes > 0 && { late: true }),
    bins: [{ index: 0, binId: 'food-1', stream: 'food', fillLevel, quality: 0 }],
  };
}

/** One level every ten minutes, the first ten minutes after the begin. */
const series = (levels: readonly number[]) => levels.map((one, i) => level((i + 1) * 10, one));
const many = (level: number, count: number) => Array.from({ length: count }, () => level);

function alertsOf(entries: readonly (FillLevel | StationEvent)[], rules = {}, hours = 8) {
  const settings = alertsSchema.parse({ rules });
  const trial = {
    settings,
    station,
    areas: [{ id: 'g1', name: 'G' }],
    entries,
    from: FROM,
    to: FROM + hours * HOUR,
  };
  return tryRules(trial).filter(({ rule }) => rule !== 'bin-full-soon');
}

const summary = (alerts: ReturnType<typeof alertsOf>) =>
  alerts.map(({ rule, ended, reopened }) => `${rule} ${ended ?? 'open'} ${reopened}`);

describe('bin-full through bin state and the life of an alert', () => {
  test('raised when held, ended by the emptying', () => {
    const alerts = alertsOf(series([...many(0.5, 6), ...many(0.85, 6), ...many(0.05, 36)]));
    expect(summary(alerts)).toEqual(['bin-full emptied 0']);
    expect(alerts[0]).toMatchObject({
      stream: 'food',
      binIds: ['food-1'],
      severity: 'warning',
      hidden: false,
    });
    const firedAfter = ((alerts[0]?.firedAt ?? 0) - FROM) / MINUTE;
    expect(firedAfter).toBeGreaterThanOrEqual(90);
    expect(firedAfter).toBeLessThanOrEqual(110);
    const openMinutes = (alerts[0]?.openMs ?? 0) / MINUTE;
    expect(openMinutes).toBeGreaterThanOrEqual(25);
    expect(openMinutes).toBeLessThanOrEqual(60);
  });

  test('one spike raises nothing', () => {
    expect(alertsOf(series([...many(0.5, 10), 0.95, ...many(0.5, 37)]))).toEqual([]);
  });

  test('flipping between two levels for hours raises it at most once', () => {
    const flips = Array.from({ length: 140 }, (_, i) => (i % 2 === 0 ? 0.85 : 0.45));
    const alerts = alertsOf(series([...many(0.85, 4), ...flips]), {}, 24);
    expect(alerts.filter(({ rule }) => rule === 'bin-full').length).toBeLessThanOrEqual(1);
    expect(alerts.every(({ reopened }) => reopened === 0)).toBe(true);
  });

  test('a level around the threshold raises it once', () => {
    const levels = Array.from({ length: 47 }, (_, i) => (i % 6 < 3 ? 0.82 : 0.72));
    expect(summary(alertsOf(series(levels)))).toContain('bin-full open 0');
    expect(alertsOf(series(levels)).filter(({ rule }) => rule === 'bin-full')).toHaveLength(1);
  });

  test('readings that come late raise nothing', () => {
    const late = Array.from({ length: 30 }, (_, i) => level((i + 1) * 10, 0.9, 120));
    expect(alertsOf(late, {}, 5)).toEqual([]);
  });

  test('a longer hold raises later, or not at all', () => {
    const levels = series([...many(0.5, 6), ...many(0.85, 6), ...many(0.05, 36)]);
    expect(alertsOf(levels, { 'bin-full': { holdMinutes: 120 } })).toEqual([]);
    expect(alertsOf(levels, { 'bin-full': { enabled: false } })).toEqual([]);
  });

  test('what was before the trial teaches, and raises nothing', () => {
    const before = Array.from({ length: 30 }, (_, i) => level(-300 + i * 10, 0.9));
    expect(alertsOf(before, {}, 1).filter(({ rule }) => rule === 'bin-full')).toHaveLength(1);
    expect(alertsOf(before.slice(0, 5), {}, 0.2)).toEqual([]);
  });
});

test('collection-overdue after two hours of service', () => {
  const alerts = alertsOf(series(many(0.85, 47)));
  const overdue = alerts.find(({ rule }) => rule === 'collection-overdue');
  expect(overdue).toMatchObject({ severity: 'critical', reopened: 0 });
  const fullSince = FROM + 10 * MINUTE;
  expect(((overdue?.firedAt ?? 0) - fullSince) / MINUTE).toBeGreaterThanOrEqual(120);
  expect(((overdue?.firedAt ?? 0) - fullSince) / MINUTE).toBeLessThanOrEqual(140);
});

test('bin-overflowing hides bin-full', () => {
  const alerts = alertsOf(series(many(0.97, 9)), {}, 1.5);
  const hidden = Object.fromEntries(alerts.map((alert) => [alert.rule, alert.hidden]));
  expect(hidden).toEqual({ 'bin-full': true, 'bin-overflowing': false });
});

test('station-offline by silence, until it is heard again', () => {
  const levels = [...series(many(0.5, 6)), ...[...Array(12).keys()].map((i) => level(300 + i * 10, 0.5))];
  const alerts = alertsOf(levels, {}, 6.5);
  expect(summary(alerts)).toEqual(['station-offline cleared 0']);
  expect((alerts[0]?.firedAt ?? 0) - FROM).toBeGreaterThanOrEqual(100 * MINUTE);
  expect((alerts[0]?.firedAt ?? 0) - FROM).toBeLessThanOrEqual(103 * MINUTE);
});

test('a fire raises at once, whatever the age of the word', () => {
  const { bins: _, ...stamp } = level(30, 0, 600);
  const fire: StationEvent = { ...stamp, type: 'event', kind: 'fire', phase: 'raised' };
  const alerts = alertsOf([fire], { 'station-offline': { enabled: false } }, 1);
  expect(alerts).toMatchObject([{ rule: 'hazard', severity: 'critical', firedAt: fire.receivedAt }]);
  expect(alerts[0]?.ended).toBeUndefined();
});
