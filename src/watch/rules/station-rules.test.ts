// The rules on stations: hazard, station-offline, station-clock, station-message-faults.
import { describe, expect, test } from 'vitest';
import type { EventKind } from '../../model/reading.ts';
import { hazard } from './hazard.ts';
import { addToHour } from './hour-count.ts';
import { stationClock } from './station-clock.ts';
import { stationMessageFaults } from './station-message-faults.ts';
import { stationOffline } from './station-offline.ts';
import { createStationSigns, type EventSign, type StationSigns } from './station-signs.ts';
import { HOUR, MINUTE, NOW, stationSubject, wordOf } from './subject.test-support.ts';

function sign(kind: EventKind, differs: Partial<EventSign> = {}): EventSign {
  return { kind, phase: 'raised', at: NOW, receivedAt: NOW, bootId: 'b', seq: 1, ...differs };
}

const withSigns = (differs: Partial<StationSigns>) =>
  stationSubject({ signs: { ...createStationSigns(), ...differs } });

describe('hazard', () => {
  const judge = (events: EventSign[], now = NOW) => hazard.judge(hazard.defaults, withSigns({ events }), now);

  test.each(['fire', 'smoke'] as const)('%s: at once, critical, whatever its age', (kind) => {
    const old = sign(kind, { at: NOW - 30 * 24 * HOUR, binId: 'food-1', code: 'E7' });
    expect(judge([old])).toEqual({
      holds: true,
      severity: 'critical',
      evidence: { kinds: [kind], at: old.at, receivedAt: NOW, binIds: ['food-1'], codes: ['E7'] },
    });
    expect(hazard.defaults.holdMinutes).toBe(0);
  });

  test('others must last, and are less grave', () => {
    const words = [0, 4, 5].map((minutes) => wordOf(judge([sign('tilt')], NOW + minutes * MINUTE)));
    expect(words).toEqual(['cannot tell', 'cannot tell', 'warning']);
    expect(wordOf(judge([sign('tilt'), sign('smoke')]))).toBe('critical');
  });

  test.each(['door-open', 'fault', 'other'] as const)('%s is no hazard', (kind) => {
    expect(wordOf(judge([sign(kind)], NOW + HOUR))).toBe('cleared');
  });

  test('ends by the word that it is over, never by silence', () => {
    expect(wordOf(judge([sign('fire')], NOW + 365 * 24 * HOUR))).toBe('critical');
    expect(judge([sign('fire', { phase: 'cleared' })])).toEqual({
      holds: false,
      reason: 'cleared',
      evidence: { clearedAt: NOW },
    });
    expect(wordOf(judge([sign('fire', { phase: 'cleared' }), sign('smoke')]))).toBe('critical');
  });
});

test.each([
  ['offline', 'warning'],
  ['online', 'cleared'],
  ['unknown', 'cannot tell'],
] as const)('station-offline: %s: %s', (state, word) => {
  const subject = stationSubject({ presence: { state, since: NOW } });
  expect(wordOf(stationOffline.judge(stationOffline.defaults, subject, NOW + HOUR))).toBe(word);
});

test.each([
  ['right', [0, 0, 0, 0, 0], 'cleared'],
  ['too few', [HOUR, HOUR, HOUR, HOUR], 'cannot tell'],
  ['behind, alike', [-HOUR, -HOUR, -HOUR, -HOUR - 30_000, -HOUR], 'notice'],
  ['old messages one after the other', [-50, -40, -30, -20, -11].map((n) => n * MINUTE), 'cannot tell'],
  ['ahead, growing', [11, 20, 30, 40, 50].map((n) => n * MINUTE), 'notice'],
  ['one is right', [HOUR, HOUR, 0, HOUR, HOUR], 'cleared'],
  ['between the thresholds', [7, 7, 7, 7, 7].map((n) => n * MINUTE), 'cannot tell'],
  ['not set, started again', [-NOW, -NOW, -NOW, -NOW + HOUR, -NOW + HOUR], 'cannot tell'],
])('station-clock: %s', (_, clockOffsetsMs, word) => {
  expect(wordOf(stationClock.judge(stationClock.defaults, withSigns({ clockOffsetsMs }), NOW))).toBe(word);
});

describe('station-message-faults', () => {
  const judge = (differs: Partial<StationSigns>, now = NOW) =>
    stationMessageFaults.judge(stationMessageFaults.defaults, withSigns(differs), now);
  const count = (times: number) => {
    const { rejections } = createStationSigns();
    for (let i = 0; i < times; i += 1) addToHour(rejections, NOW);
    return rejections;
  };

  test.each([
    [20, 'warning'],
    [19, 'cannot tell'],
    [10, 'cannot tell'],
    [9, 'cleared'],
  ])('%i rejections an hour: %s', (times, word) => {
    expect(wordOf(judge({ rejections: count(times) }))).toBe(word);
  });

  test.each([
    [12, 'warning'],
    [11, 'cannot tell'],
    [5, 'cleared'],
  ])('%i takeovers an hour: %s', (times, word) => {
    expect(wordOf(judge({ takeovers: count(times) }))).toBe(word);
  });

  test('personal-looking fields, for an hour', () => {
    const signs = { personalFields: { phone: 3 }, personalFieldsAt: NOW };
    expect(judge(signs)).toMatchObject({ evidence: { faults: ['sends-personal-data'], fields: ['phone'] } });
    expect(wordOf(judge(signs, NOW + HOUR))).toBe('cleared');
  });

  test('several at once make one', () => {
    const signs = { rejections: count(30), takeovers: count(13), events: [sign('fault', { code: 'E1' })] };
    expect(judge(signs)).toMatchObject({
      severity: 'warning',
      evidence: {
        faults: ['rejected-messages', 'two-devices', 'reported-fault'],
        rejections: 30,
        takeovers: 13,
        codes: ['E1'],
      },
    });
  });

  test('ends an hour after the last', () => {
    expect(wordOf(judge({ rejections: count(500) }, NOW + 2 * HOUR))).toBe('cleared');
  });
});
