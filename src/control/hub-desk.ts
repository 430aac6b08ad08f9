// The registry of a running hub, by the routes of its API over the control socket.
import type { Area, Station } from '../model/station.ts';
import type { AreaInput, IssuedToken } from '../registry/registry.ts';
import { createHubAsker } from './hub-asker.ts';
import type { RegistryDesk } from './registry-desk.ts';

const PAGE = 500;
const STATIONS = '/api/v1/stations';
const AREAS = '/api/v1/areas';

/** Throws `NoHubRunning` at the first question when there is none. */
export function createHubDesk(socketPath: string): RegistryDesk {
  const { ask, post } = createHubAsker(socketPath);
  return {
    async addStation(input) {
      return (await post<{ tokens: IssuedToken[] }>(STATIONS, input)).tokens;
    },
    async importStations(csv) {
      const asked = {
        method: 'POST',
        path: `${STATIONS}/import`,
        contentType: 'text/csv',
        body: csv,
      } as const;
      return (await ask<{ tokens: IssuedToken[] }>(asked)).tokens;
    },
    async stations() {
      const stations: Station[] = [];
      let after: string | undefined;
      do {
        const cursor = after === undefined ? '' : `&cursor=${encodeURIComponent(after)}`;
        const path = `${STATIONS}?limit=${PAGE}${cursor}`;
        const page = await ask<{ items: Station[]; nextCursor?: string }>({ method: 'GET', path });
        stations.push(...page.items);
        after = page.nextCursor;
      } while (after !== undefined);
      return stations;
    },
    rotateToken: (id, overlapDays) =>
      post(`${STATIONS}/${encodeURIComponent(id)}/rotate-token`, { overlapDays }),
    removeStation: (id) => ask({ method: 'DELETE', path: `${STATIONS}/${encodeURIComponent(id)}` }),
    addArea: (input: AreaInput) => post(AREAS, input),
    async areas() {
      return (await ask<{ items: Area[] }>({ method: 'GET', path: AREAS })).items;
    },
    async close() {},
  };
}
