import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiHub, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { Requester } from '../../accounts/accounts.ts';
import { changesInSight } from './changes-in-sight.ts';
import { createSight } from './sight.ts';

const MANAGER_OF_WEST: Requester = { kind: 'user', name: 'mo', role: 'manager', area: 'west' };

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
});
afterEach(() => hub.close());

const changes = () => changesInSight(hub.registry, createSight(MANAGER_OF_WEST, hub.registry));

it('a former station of another area does not come back as one of this: its past would come along', async () => {
  await hub.registry.addStations([station('s-1')]);
  await hub.registry.removeStation('s-1');
  await expect(changes().addStations([station('s-1', { grid: 'west' })])).rejects.toThrow(
    's-1: "s-1" exists already',
  );
  expect(hub.registry.station('s-1')).toBeUndefined();
});

it('a former station of this area does', async () => {
  await hub.registry.addStations([station('s-1', { grid: 'west' })]);
  await hub.registry.removeStation('s-1');
  await changes().addStations([station('s-1', { grid: 'west' })]);
  expect(hub.registry.station('s-1')).toMatchObject({ grid: 'west' });
});
