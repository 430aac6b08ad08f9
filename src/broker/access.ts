// Who may do what at the broker: pure rules over a principal and a topic. They must not know Aedes.
//
// Client ids: a station's is its own id. Gateways and integrations may hold several connections, so theirs is the
// user's id or `user/anything`: a slash cannot stand in an id, so nobody can take the place of another user.
import { type Principal, speaksFor } from '../model/principal.ts';
import { filterCovers, parseStationSubscription } from '../protocol/topics.ts';
import { isTopicFilter } from './topic-form.ts';

const SUFFIX_PATTERN = /^[A-Za-z0-9_.-]{1,64}$/;

export function mayUseClientId(principal: Principal, clientId: string): boolean {
  if (clientId === principal.id) return true;
  if (principal.kind === 'station' || !clientId.startsWith(`${principal.id}/`)) return false;
  return SUFFIX_PATTERN.test(clientId.slice(principal.id.length + 1));
}

/** Integrations only read; where a station or gateway may publish is judged at the door, which keeps what it refuses. */
export function mayPublish(principal: Principal): boolean {
  return principal.kind !== 'integration';
}

/** `gridsOf`: the grids of a station, from its own up to the root; none for a station that does not exist. */
export function maySubscribe(
  principal: Principal,
  filter: string,
  gridsOf: (station: string) => readonly string[],
): boolean {
  if (principal.kind === 'integration') return mayRead(principal.filters, filter);
  const subscription = parseStationSubscription(filter);
  if (subscription === undefined) return false;
  if (subscription.kind === 'downlink') {
    // What no station of its list is to blame for, a gateway is told itself.
    const isToldItself = subscription.station === principal.id && subscription.type === 'rejected';
    return isToldItself || speaksFor(principal, subscription.station);
  }
  const stations = principal.kind === 'station' ? [principal.id] : [...principal.stations];
  return stations.some((station) => gridsOf(station).includes(subscription.grid));
}

/** `$SYS` and `$share` are nobody's: no grant, however wide, matches them ([MQTT-4.7.2-1]). */
function mayRead(granted: readonly string[], filter: string): boolean {
  return (
    isTopicFilter(filter) && !filter.startsWith('$') && granted.some((wide) => filterCovers(wide, filter))
  );
}
