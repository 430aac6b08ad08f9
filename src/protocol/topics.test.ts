// The topic grammar by properties: what is made can be read, nothing foreign passes, grants are held to MQTT's rules.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ID_PATTERN, isId } from '../model/id.ts';
import {
  advisoryTopic,
  DOWNLINK_TYPES,
  downlinkTopic,
  filterCovers,
  parseStationSubscription,
  parseUplinkTopic,
  UPLINK_TYPES,
  uplinkTopic,
} from './topics.ts';

const ids = fc.stringMatching(ID_PATTERN).filter(isId);
/** Near misses: pieces of real topics in any order. */
const nearTopics = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'waste',
        'v1',
        'areas',
        'hub',
        'S1',
        '+',
        '#',
        '$SYS',
        '',
        ...UPLINK_TYPES,
        ...DOWNLINK_TYPES,
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 6 },
  )
  .map((levels) => levels.join('/'));

describe('what a station publishes to', () => {
  test('is read as it was made', () => {
    fc.assert(
      fc.property(ids, fc.constantFrom(...UPLINK_TYPES), (station, type) => {
        expect(parseUplinkTopic(uplinkTopic(station, type))).toEqual({ station, type });
      }),
    );
  });

  test('is nothing else: what passes is exactly what would have been made', () => {
    fc.assert(
      fc.property(fc.oneof(nearTopics, fc.string()), (topic) => {
        const parsed = parseUplinkTopic(topic);
        if (parsed) expect(uplinkTopic(parsed.station, parsed.type)).toBe(topic);
        if (parsed) expect(isId(parsed.station)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    'waste/v1/areas/drop-off',
    'waste/v1/AREAS/drop-off',
    'waste/v1/hub/status',
    'waste/v1/S1/rejected',
    'waste/v1/S1/drop-off/',
    '/waste/v1/S1/drop-off',
    'waste/v2/S1/drop-off',
    'waste/v1/+/drop-off',
    'waste/v1/S1/#',
    `waste/v1/${'x'.repeat(33)}/drop-off`,
    'waste/v1/S1/Drop-Off',
    '$share/g/waste/v1/S1/drop-off',
  ])('is not %s', (topic) => {
    expect(parseUplinkTopic(topic)).toBeUndefined();
  });
});

describe('what a station listens to', () => {
  test('is its own downlink and advisories by exact topic', () => {
    fc.assert(
      fc.property(ids, fc.constantFrom(...DOWNLINK_TYPES), (id, type) => {
        expect(parseStationSubscription(downlinkTopic(id, type))).toEqual({
          kind: 'downlink',
          station: id,
          type,
        });
        expect(parseStationSubscription(advisoryTopic(id))).toEqual({ kind: 'advisory', grid: id });
      }),
    );
  });

  test('never holds a wildcard, a reserved prefix or another tree', () => {
    fc.assert(
      fc.property(fc.oneof(nearTopics, fc.string()), (filter) => {
        const parsed = parseStationSubscription(filter);
        if (parsed?.kind === 'downlink') expect(downlinkTopic(parsed.station, parsed.type)).toBe(filter);
        if (parsed?.kind === 'advisory') expect(advisoryTopic(parsed.grid)).toBe(filter);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a granted filter', () => {
  // No filter names `z`, and topics are deeper than filters: what matches all of these matches everything.
  const topics = [1, 2, 3, 4].flatMap((length) => pathsOf(['a', '$s', 'z'], length));
  const filters = fc
    .tuple(fc.array(fc.constantFrom('a', '$s', '+'), { maxLength: 2 }), fc.boolean())
    .map(([path, open]) => [...path, ...(open ? ['#'] : [])].join('/'))
    .filter((filter) => filter !== '');

  test('covers a filter exactly when it matches every topic that the filter matches', () => {
    fc.assert(
      fc.property(filters, filters, (granted, filter) => {
        // The same set in two spellings; a grant is read narrowly.
        fc.pre(!(granted === '+/#' && filter === '#'));
        const all = topics
          .filter((topic) => matches(filter, topic))
          .every((topic) => matches(granted, topic));
        expect(filterCovers(granted, filter)).toBe(all);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['#', '$SYS/#', false],
    ['#', '$share/group/waste/#', false],
    ['+/broker', '$SYS/broker', false],
    ['$SYS/#', '$SYS/broker/uptime', true],
    ['waste/v1/+/drop-off', 'waste/v1/S1/drop-off', true],
    ['waste/v1/+/drop-off', 'waste/v1/+/drop-off', true],
    ['waste/v1/+/drop-off', 'waste/v1/#', false],
    ['waste/v1/S1/drop-off', 'waste/v1/+/drop-off', false],
    ['waste/#', 'waste', true],
    ['waste/+', 'waste/#', false],
    ['waste/#', 'waste/+/x/#', true],
  ])('%s over %s: %s', (granted, filter, covers) => {
    expect(filterCovers(granted, filter)).toBe(covers);
  });
});

/** [MQTT-4.7.1-2], [MQTT-4.7.1-3], [MQTT-4.7.2-1], level by level. */
function matches(filter: string, topic: string): boolean {
  const [wanted, given] = [filter.split('/'), topic.split('/')];
  if (given[0]?.startsWith('$') && (wanted[0] === '#' || wanted[0] === '+')) return false;
  const matchesFrom = (level: number): boolean => {
    if (wanted[level] === '#') return true;
    if (level === wanted.length) return level === given.length;
    return (
      level < given.length &&
      (wanted[level] === '+' || wanted[level] === given[level]) &&
      matchesFrom(level + 1)
    );
  };
  return matchesFrom(0);
}

function pathsOf(levels: readonly string[], length: number): string[] {
  if (length === 1) return [...levels];
  return pathsOf(levels, length - 1).flatMap((path) => levels.map((level) => `${path}/${level}`));
}
