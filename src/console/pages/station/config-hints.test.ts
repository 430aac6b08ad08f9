import { expect, test } from 'vitest';
import type { DeliveryView, MessageView, Station } from './answers.ts';
import { configHints, type Hint } from './config-hints.ts';

const NOW = Date.parse('2026-11-23T02:30:00Z');
const MINUTE_MS = 60_000;

const STATION = {
  ...{ id: 's-1', latitude: 29.5, longitude: 106.5, reportingMinutes: 10 },
  bins: [{ id: 'food-1', level: { fillLevel: 0.2 } }],
} as unknown as Station;

const DELIVERY = {
  ...{
    received: 100,
    takeovers: 0,
    oversizedPackets: 0,
    rejected: {},
    unknownFields: {},
    personalFields: [],
  },
  ...{ timeSources: { station: 100, age: 0, hub: 0 }, boots: [], clockOffsetMs: 400 },
} as unknown as DeliveryView;

function hints(
  station: Partial<Station>,
  delivery: Partial<DeliveryView> = {},
  messages: readonly MessageView[] = [],
): Hint[] {
  return configHints({ ...STATION, ...station }, { ...DELIVERY, ...delivery }, { messages, now: NOW });
}

function reports(everyMinutes: number, count: number): MessageView[] {
  return Array.from({ length: count }, (_, n) => {
    const receivedAt = new Date(NOW - n * everyMinutes * MINUTE_MS).toISOString();
    return { type: 'fill-level', verdict: 'accepted', bytes: 100, receivedAt };
  });
}

test('a station that is set up well has none', () => {
  expect(hints({}, {}, reports(10, 20))).toEqual([]);
});

const boot = (minutesAgo: number) =>
  ({
    firstReceivedAt: new Date(NOW - minutesAgo * MINUTE_MS).toISOString(),
  }) as DeliveryView['boots'][number];

test.each<[Hint, Partial<Station>, Partial<DeliveryView>]>([
  [{ kind: 'no-place' }, { latitude: undefined }, {}],
  [{ kind: 'silent-bins', bins: ['a'] }, { bins: [{ id: 'a', level: null }] as Station['bins'] }, {}],
  [{ kind: 'two-devices' }, {}, { takeovers: 3 }],
  [{ kind: 'no-depth' }, {}, { rejected: { 'no-depth': 1 } }],
  [{ kind: 'unknown-bin' }, {}, { rejected: { 'unknown-bin': 1 } }],
  [{ kind: 'clock-off', minutes: -7 }, {}, { clockOffsetMs: -7 * MINUTE_MS }],
  [{ kind: 'hub-dated' }, {}, { timeSources: { station: 1, age: 1, hub: 9 } }],
  [{ kind: 'oversized' }, {}, { oversizedPackets: 1 }],
  [{ kind: 'restarts', count: 5 }, {}, { boots: [1, 2, 3, 4, 5, 2_000].map(boot) }],
])('%j', (hint, station, delivery) => {
  expect(hints(station, delivery)).toEqual([hint]);
});

test('fields that look personal come first, and are not told twice', () => {
  const delivery = { personalFields: ['phone'], unknownFields: { phone: 3, rssi: 9 } };
  expect(hints({ latitude: undefined }, delivery)).toEqual([
    { kind: 'personal-fields', fields: ['phone'] },
    { kind: 'unknown-fields', fields: ['rssi'] },
    { kind: 'no-place' },
  ]);
});

test('a station that reports more seldom than registered; a few reports say nothing', () => {
  expect(hints({}, {}, reports(30, 20))).toEqual([{ kind: 'slower', minutes: 30, registeredMinutes: 10 }]);
  expect(hints({}, {}, reports(30, 5))).toEqual([]);
});

test('a bin that is silent at a station that never spoke is no wonder', () => {
  expect(hints({ bins: [{ id: 'a', level: null }] as Station['bins'] }, { received: 0 })).toEqual([]);
});
