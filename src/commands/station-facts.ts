// Everything that a running hub knows of one station, by the routes of its API.
import type { DeliveryView } from '../api/routes/delivery.ts';
import type { FillLevelView } from '../api/routes/readings.ts';
import type { RegistrationView } from '../api/routes/registration.ts';
import type { StationView } from '../api/station-view.ts';
import type { HubAsker } from '../control/hub-asker.ts';
import type { RejectionReason } from '../model/rejection.ts';

/** Times as the API gives them: ISO 8601. */
export interface RefusedConnect {
  user: string;
  address: string;
  reason: string;
  count: number;
  lastAt: string;
}

interface RefusedMessage {
  receivedAt: string;
  reason: RejectionReason;
  path?: string;
  expected?: string;
}

export interface StationFacts {
  registration: RegistrationView;
  /** Newest first. */
  refusedConnects: readonly RefusedConnect[];
  /** Of a station in service. */
  service?: ServiceFacts;
}

export interface ServiceFacts {
  station: StationView;
  delivery: DeliveryView;
  /** The newest of those in quarantine. */
  lastRefused: RefusedMessage | undefined;
  /** Of each bin whose newest level was accepted and cannot be: that one. */
  impossible: Readonly<Record<string, FillLevelView>>;
}

type Hub = Pick<HubAsker, 'ask'>;
type Items<Item> = { items: Item[] };

export async function askFacts(hub: Hub, id: string): Promise<StationFacts> {
  const place = placeOf(id);
  const registration = await get<RegistrationView>(hub, `${place}/registration`);
  const refusedConnects = await askRefusedConnects(hub, id);
  if (registration.state !== 'in-service') return { registration, refusedConnects };
  const [station, delivery, refused] = await Promise.all([
    get<StationView>(hub, place),
    get<DeliveryView>(hub, `${place}/delivery`),
    get<Items<RefusedMessage>>(hub, `/api/v1/rejections?limit=1&station=${encodeURIComponent(id)}`),
  ]);
  const impossible = await impossibleLevels(hub, station);
  const lastRefused = refused.items[0];
  return { registration, refusedConnects, service: { station, delivery, lastRefused, impossible } };
}

export async function askRefusedConnects(hub: Hub, id: string): Promise<RefusedConnect[]> {
  const { items } = await get<Items<RefusedConnect>>(hub, '/api/v1/refused-connections');
  return items.filter(({ user }) => user === id);
}

/** Of the last day as far as the history has it; a history that is away tells nothing, which is not the station's fault. */
async function impossibleLevels(hub: Hub, { id, bins }: StationView): Promise<ServiceFacts['impossible']> {
  const found: Record<string, FillLevelView> = {};
  for (const bin of bins) {
    const from = bin.level?.at;
    const since = from === undefined ? '' : `&from=${encodeURIComponent(from)}`;
    const path = `${placeOf(id)}/fill-levels?limit=1000&binId=${encodeURIComponent(bin.id)}${since}`;
    const { items } = await get<Items<FillLevelView>>(hub, path).catch(() => ({ items: [] }));
    const last = items.at(-1);
    if (last?.quality === 1) found[bin.id] = last;
  }
  return found;
}

export function placeOf(id: string): string {
  return `/api/v1/stations/${encodeURIComponent(id)}`;
}

export function get<Answer>(hub: Hub, path: string): Promise<Answer> {
  return hub.ask<Answer>({ method: 'GET', path });
}
