import { describe, expect, test } from 'vitest';
import type { Entry } from '../../model/entry.ts';
import type { StationEvent, StationStatus } from '../../model/reading.ts';
import { countOfHour } from './hour-count.ts';
import { clearHazards, createStationSigns, noteEntry, notePersonalFields } from './station-signs.ts';
import { HOUR, MINUTE, NOW } from './subject.test-support.ts';

function signsOf(...entries: Entry[]) {
  const signs = createStationSigns();
  for (const entry of entries) noteEntry(signs, entry);
  return signs;
}

function event(differs: Partial<StationEvent>): StationEvent {
  return {
    type: 'event',
    station: 'ts-001',
    grid: 'g1',
    bootId: 'b',
    seq: 1,
    at: NOW,
    receivedAt: NOW,
    timeSource: 'station',
    kind: 'fire',
    phase: 'raised',
    ...differs,
  };
}

const online = (connectionId: string, state: StationStatus['state'] = 'online'): StationStatus => ({
  type: 'status',
  station: 'ts-001',
  grid: 'g1',
  at: NOW,
  state,
  connectionId,
});

describe('events', () => {
  const phases = (...entries: Entry[]) =>
    signsOf(...entries).events.map(({ kind, phase }) => `${kind} ${phase}`);

  test('each kind at each bin by itself', () => {
    const entries = [
      event({}),
      event({ kind: 'smoke', seq: 2 }),
      event({ binId: 'food-1', phase: 'cleared', seq: 3 }),
    ];
    expect(phases(...entries)).toEqual(['fire raised', 'smoke raised', 'fire cleared']);
  });

  test('by number within a boot, whatever came first', () => {
    expect(phases(event({ phase: 'cleared', seq: 5 }), event({ seq: 4 }))).toEqual(['fire cleared']);
    expect(phases(event({ seq: 4 }), event({ phase: 'cleared', seq: 5, at: NOW - HOUR }))).toEqual([
      'fire cleared',
    ]);
  });

  test('by time between boots', () => {
    const cleared = event({ bootId: 'c', seq: 1, phase: 'cleared', at: NOW + MINUTE });
    expect(phases(event({ seq: 9 }), cleared)).toEqual(['fire cleared']);
    expect(phases(cleared, event({ seq: 9 }))).toEqual(['fire cleared']);
  });

  test('said again, it keeps its beginning', () => {
    expect(signsOf(event({}), event({ seq: 2, at: NOW + HOUR })).events[0]?.at).toBe(NOW);
  });

  test('a person ends all that is known, and the next one counts again', () => {
    const signs = signsOf(event({}));
    clearHazards(signs);
    expect(signs.events[0]?.phase).toBe('cleared');
    noteEntry(signs, event({ seq: 2 }));
    expect(signs.events[0]?.phase).toBe('raised');
  });
});

test('a takeover: another connection while one stands', () => {
  const takeovers = (...entries: Entry[]) => countOfHour(signsOf(...entries).takeovers, NOW);
  expect(takeovers(online('a'), online('a'), online('b'), online('a'))).toBe(2);
  expect(takeovers(online('a'), online('a', 'offline'), online('b'))).toBe(0);
  expect(takeovers(online('a'), online('b', 'offline'), online('c'))).toBe(1);
});

test('the offsets of the last five live readings', () => {
  const readings = [1, 2, 3, 4, 5, 6].map((seq) => event({ seq, observedAt: NOW + seq }));
  const late = event({ late: true, observedAt: 0 });
  expect(signsOf(...readings, late).clockOffsetsMs).toEqual([2, 3, 4, 5, 6]);
});

test('fields that look personal, while their count grows', () => {
  const signs = createStationSigns();
  notePersonalFields(signs, {}, NOW);
  expect(signs.personalFieldsAt).toBeUndefined();
  notePersonalFields(signs, { phone: 1 }, NOW);
  notePersonalFields(signs, { phone: 1 }, NOW + HOUR);
  expect(signs.personalFieldsAt).toBe(NOW);
  notePersonalFields(signs, { phone: 2 }, NOW + HOUR);
  expect(signs.personalFieldsAt).toBe(NOW + HOUR);
});
