import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHub, openApiHub, station } from '../../../test/support/api-hub.ts';

let hub: ApiHub;
beforeAll(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1'), station('gone')]);
  await hub.registry.removeStation('gone');
});
afterAll(() => hub.close());

const ask = async (id: string) => (await hub.api.request(`/api/v1/stations/${id}/registration`)).json();
const nothing = { declared: false, tokens: 0, demoToken: false, gateways: [] };

it('tells of a station in service how many tokens it may come with', async () => {
  await hub.registry.rotateToken('s-1');
  expect(await ask('s-1')).toEqual({ ...nothing, station: 's-1', state: 'in-service', tokens: 2 });
  await hub.registry.rotateToken('s-1', { overlapDays: 0 });
  expect(await ask('s-1')).toMatchObject({ tokens: 1 });
});

it('tells of one that was taken out of service, and of one that nobody knows', async () => {
  expect(await ask('gone')).toEqual({ ...nothing, station: 'gone', state: 'former' });
  expect(await ask('nobody')).toEqual({ ...nothing, station: 'nobody', state: 'unknown' });
  expect(await ask('S-1')).toMatchObject({ state: 'unknown', similarId: 's-1' });
});
