import { expect, test } from 'vitest';
import { REJECTION_REASONS } from '../model/rejection.ts';
import type { ServiceFacts, StationFacts } from './station-facts.ts';
import { findingsOf } from './station-findings.ts';

const NOW = Date.UTC(2026, 10, 23, 2, 30);
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const REGISTRATION: StationFacts['registration'] = {
  ...{ station: 's-1', declared: false, tokens: 1, demoToken: false, gateways: [] },
  state: 'in-service',
};
const STATION: ServiceFacts['station'] = {
  ...{ id: 's-1', name: 'S', grid: 'east', areaPath: [], zone: 'Asia/Shanghai', reportingMinutes: 10 },
  declared: false,
  presence: { state: 'online', since: ago(60) },
  bins: [
    {
      id: 'food-1',
      stream: 'food',
      litres: 240,
      level: { fillLevel: 0.4, at: ago(5), receivedAt: ago(5), quality: 0 },
    },
  ],
};
const DELIVERY: ServiceFacts['delivery'] = {
  ...{
    station: 's-1',
    received: 9,
    duplicates: 0,
    missing: 0,
    completeness: 1,
    rejected: {},
    rejectedUnkept: 0,
  },
  ...{
    unknownFields: {},
    personalFields: [],
    clockOffsetMs: -400,
    timeSources: { station: 9, age: 0, hub: 0 },
  },
  ...{ connects: 2, takeovers: 0, oversizedPackets: 0, jumps: 0, lastReceivedAt: ago(5), boots: [] },
};

interface Change {
  registration?: Partial<StationFacts['registration']>;
  refusedConnects?: StationFacts['refusedConnects'];
  station?: Partial<ServiceFacts['station']>;
  delivery?: Partial<ServiceFacts['delivery']>;
  lastRefused?: ServiceFacts['lastRefused'];
  impossible?: ServiceFacts['impossible'];
}

function find(change: Change = {}) {
  const { registration, refusedConnects = [], station, delivery, lastRefused, impossible = {} } = change;
  const service: ServiceFacts = {
    station: { ...STATION, ...station },
    delivery: { ...DELIVERY, ...delivery },
    lastRefused,
    impossible,
  };
  return findingsOf({ registration: { ...REGISTRATION, ...registration }, refusedConnects, service }, NOW);
}
const statesOf = (change: Change) =>
  find(change)
    .filter(({ state }) => state !== 'ok')
    .map(({ state, what }) => `${state}: ${what}`);
const NEVER = { connects: 0, received: 0, lastReceivedAt: undefined, clockOffsetMs: undefined };

test('of a sound station all is well, in the order in which one goes about it', () => {
  expect(find().map(({ state, what }) => `${state} ${what}`)).toEqual([
    'ok registered',
    'ok token',
    'ok has connected',
    'ok online',
    'ok clock',
    'ok refused messages',
    'ok missing messages',
    'ok level of food-1',
  ]);
});

test('of an id that nothing has: that, and who tried', () => {
  const refused = { user: 's-1', address: '10.0.0.9', reason: 'unknown-user', count: 3, lastAt: ago(1) };
  const unknown = { ...REGISTRATION, state: 'unknown', tokens: 0 } as const;
  const findings = findingsOf({ registration: unknown, refusedConnects: [refused] }, NOW);
  expect(findings.map(({ state, what }) => `${state}: ${what}`)).toEqual([
    'wrong: registered',
    'wrong: refused',
  ]);
  expect(findings[1]?.says).toBe('unknown-user: 3 times from 10.0.0.9, the last 60 s ago');
  const similar = findingsOf({ registration: { ...unknown, similarId: 'S-1' }, refusedConnects: [] }, NOW);
  expect(similar[0]?.todo).toContain('use S-1');
  const former = findingsOf({ registration: { ...unknown, state: 'former' }, refusedConnects: [] }, NOW);
  expect(former[0]?.says).toBe('it was taken out of service');
});

test.each<[string, Change, string[]]>([
  ['no token', { registration: { tokens: 0 } }, ['wrong: token']],
  ['a demo token alone', { registration: { tokens: 0, demoToken: true } }, ['note: token']],
  ['a gateway instead', { registration: { tokens: 0, gateways: ['gate'] } }, []],
  ['not its first day yet', { station: { inServiceFrom: '2027-01-01' } }, ['note: in service']],
  ['never there', { delivery: NEVER }, ['wrong: has connected']],
  ['there, but silent', { delivery: { ...NEVER, connects: 1 } }, ['wrong: has connected']],
  ['two devices', { delivery: { takeovers: 4 } }, ['note: takeovers']],
  ['offline', { station: { presence: { state: 'offline', since: ago(90) } } }, ['wrong: online']],
  ['a clock far off', { delivery: { clockOffsetMs: 3_600_000 } }, ['wrong: clock']],
  ['a clock unknown', { delivery: { clockOffsetMs: undefined } }, ['note: clock']],
  ['losses', { delivery: { missing: 3, completeness: 0.75 } }, ['note: missing messages']],
  ['a name nobody asked for', { delivery: { unknownFields: { colour: 2 } } }, ['note: unknown fields']],
  [
    'a personal one',
    { delivery: { unknownFields: { face: 2 }, personalFields: ['face'] } },
    ['wrong: personal data'],
  ],
  ['giants', { delivery: { oversizedPackets: 1 } }, ['note: packets over 1 MiB']],
])('%s', (_what, change, expected) => {
  expect(statesOf(change)).toEqual(expected);
});

test('a refused connection is over once the station was heard again', () => {
  const refused = (minutes: number) => ({
    refusedConnects: [
      { user: 's-1', address: '10.0.0.9', reason: 'wrong-token', count: 1, lastAt: ago(minutes) },
    ],
  });
  expect([statesOf(refused(1)), statesOf(refused(10))]).toEqual([['wrong: refused'], ['note: refused']]);
});

test.each(REJECTION_REASONS)('a message refused as %s says what to do', (reason) => {
  const lastRefused = { receivedAt: ago(3), reason, path: 'binId', expected: 'one of food-1' };
  const found = find({ delivery: { rejected: { [reason]: 4 } }, lastRefused }).find(
    ({ what }) => what === 'refused messages',
  );
  expect(found).toMatchObject({ state: 'wrong', todo: expect.stringMatching(/\w/) });
  expect(found?.says).toBe(`${reason} 4; the last 3 min ago: ${reason} at binId, expected one of food-1`);
});

test('what was refused long ago is only worth knowing', () => {
  const lastRefused = { receivedAt: ago(60 * 30), reason: 'bad-json' } as const;
  expect(statesOf({ delivery: { rejected: { 'bad-json': 1 } }, lastRefused })).toEqual([
    'note: refused messages',
  ]);
});

test.each([
  [{ fillLevel: 55 }, 'fillLevel 55', 'no percent'],
  [{ fillLevel: -1.309, distanceMm: 2540 }, 'distanceMm 2540, .* level of -1.31', 'registered depth'],
  [{ fillLevel: 0.4, temperatureC: 245 }, 'temperatureC":245', 'degrees'],
])('a level that cannot be: %j', (measured, says, todo) => {
  const odd = { ...({ quality: 1, at: ago(1) } as NonNullable<Change['impossible']>[string]), ...measured };
  const found = find({ impossible: { 'food-1': odd } }).find(({ what }) => what === 'level of food-1');
  expect(found).toMatchObject({
    state: 'wrong',
    says: expect.stringMatching(says),
    todo: expect.stringContaining(todo),
  });
});

test('a bin is due every reporting period', () => {
  const [bin] = STATION.bins;
  if (!bin?.level) throw new Error('no bin');
  const old = { ...bin, level: { ...bin.level, at: ago(31) } };
  expect(statesOf({ station: { bins: [old, { ...bin, id: 'food-2', level: null }] } })).toEqual([
    'wrong: level of food-1',
    'wrong: level of food-2',
  ]);
});
