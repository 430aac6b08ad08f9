// Everything that a running hub knows of one station, by the routes of its API.
import type { DeliveryView } from '../api/routes/delivery.ts';
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
  return { registration, refusedConnects, service: { station, delivery, lastRefused: refused.items[0] } };
}

export async function askRefusedConnects(hub: Hub, id: string): Promise<RefusedConnect[]> {
  const { items } = await get<Items<RefusedConnect>>(hub, '/api/v1/refused-connections');
  return items.filter(({ user }) => user === id);
}

export function placeOf(id: string): string {
  return `/api/v1/stations/${encodeURIComponent(id)}`;
}

export function get<Answer>(hub: Hub, path: string): Promise<Answer> {
  return hub.ask<Answer>({ method: 'GET', path });
}
