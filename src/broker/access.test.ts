import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isId } from '../model/id.ts';
import type { Principal } from '../model/principal.ts';
import { advisoryTopic, downlinkTopic, filterCovers } from '../protocol/topics.ts';
import { mayPublish, maySubscribe, mayUseClientId } from './access.ts';

const station: Principal = { kind: 'station', id: 'S-1' };
const gateway: Principal = { kind: 'gateway', id: 'G-1', stations: new Set(['S-1', 'S-3']) };
const reader = (...filters: string[]): Principal => ({ kind: 'integration', id: 'reader', filters });
const gridsOf = (id: string) => (id === 'S-1' ? ['grid-1', 'town'] : []);
const may = (principal: Principal, filter: string) => maySubscribe(principal, filter, gridsOf);

const ids = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/).filter(isId);
const level = fc.constantFrom(
  'waste',
  'v1',
  'S-1',
  'S-2',
  'status',
  'config',
  'rejected',
  'areas',
  '+',
  '',
  '$SYS',
);
const filters = fc
  .tuple(fc.array(level, { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))
  // One empty level alone is no filter ([MQTT-4.7.3-1]).
  .filter((filter) => filter !== '');

describe('what a station may subscribe to', () => {
  const own = ['waste/v1/S-1/rejected', 'waste/v1/S-1/config'];
  const advisories = ['waste/v1/areas/grid-1/advisory', 'waste/v1/areas/town/advisory'];

  it.each([...own, ...advisories])('%s', (filter) => expect(may(station, filter)).toBe(true));

  it('nothing else, whatever the filter', () => {
    const allowed = new Set([...own, ...advisories]);
    fc.assert(fc.property(filters, (filter) => may(station, filter) === allowed.has(filter)));
  });

  it('no topic of any other station', () => {
    fc.assert(
      fc.property(ids, fc.constantFrom('rejected' as const, 'config' as const), (id, type) => {
        expect(may(station, downlinkTopic(id, type))).toBe(id === 'S-1');
        expect(may(station, advisoryTopic(id))).toBe(gridsOf('S-1').includes(id));
      }),
    );
  });

  it.each([
    '#',
    '+/v1/S-1/config',
    'waste/v1/+/config',
    'waste/v1/S-1/#',
    '$SYS/#',
    '$share/g/waste/v1/S-1/config',
  ])('not %s', (filter) => expect(may(station, filter)).toBe(false));
});

describe('what a gateway may subscribe to', () => {
  it('is what its stations may, one by one', () => {
    expect(may(gateway, 'waste/v1/S-3/rejected')).toBe(true);
    expect(may(gateway, 'waste/v1/areas/grid-1/advisory')).toBe(true);
    expect(may(gateway, `waste/v1/${gateway.id}/rejected`), 'what it did wrong itself').toBe(true);
    expect(may(gateway, `waste/v1/${gateway.id}/config`)).toBe(false);
    expect(may(gateway, 'waste/v1/S-2/rejected')).toBe(false);
    expect(may(gateway, 'waste/v1/+/rejected')).toBe(false);
  });
});

describe('what an integration may subscribe to', () => {
  it('is what its grants cover', () => {
    const grants = fc.array(filters, { maxLength: 3 });
    fc.assert(
      fc.property(grants, filters, (granted, filter) => {
        const covered = !filter.startsWith('$') && granted.some((wide) => filterCovers(wide, filter));
        expect(may(reader(...granted), filter)).toBe(covered);
      }),
    );
  });

  it.each(['$SYS/#', '$SYS/broker/uptime', '$share/group/waste/v1/#'])('is never %s', (filter) =>
    expect(may(reader('#', '$SYS/#', '$share/#', '+/#'), filter)).toBe(false),
  );

  it.each(['', 'waste/#/x', 'waste/v1+/x', 'waste/v1#', 'waste/\u0000', 'waste/\uFFFD'])(
    'is never %j, which is no filter',
    (filter) => expect(may(reader('#'), filter)).toBe(false),
  );
});

describe('client ids', () => {
  it('of a station are its id alone', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), ids), (id) => mayUseClientId(station, id) === (id === 'S-1')),
    );
    expect(mayUseClientId(station, 'S-1/2')).toBe(false);
  });

  it('of others begin with their id, and can never be the id of another user', () => {
    const accepted = fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/).map((suffix) => `G-1/${suffix}`);
    fc.assert(fc.property(accepted, (id) => mayUseClientId(gateway, id) && !isId(id)));
    for (const id of ['G-1/', 'G-1-2', 'G-1/a/b', 'G-2', 'g-1', 'G-1/a b'])
      expect(mayUseClientId(gateway, id)).toBe(false);
  });
});

it('integrations publish nothing', () => {
  expect([station, gateway, reader('#')].map(mayPublish)).toEqual([true, true, false]);
});
