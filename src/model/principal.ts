// Who speaks at the broker once the token is checked, and for which stations.

export interface StationPrincipal {
  kind: 'station';
  /** Station id. */
  id: string;
}

/** Speaks for a list of stations (a vendor's platform, a building's gateway). */
export interface GatewayPrincipal {
  kind: 'gateway';
  id: string;
  stations: ReadonlySet<string>;
}

/** Reads by the topic filters granted to it; publishes nothing. */
export interface IntegrationPrincipal {
  kind: 'integration';
  id: string;
  filters: readonly string[];
}

export type Principal = StationPrincipal | GatewayPrincipal | IntegrationPrincipal;

export function speaksFor(principal: Principal, station: string): boolean {
  if (principal.kind === 'station') return principal.id === station;
  return principal.kind === 'gateway' && principal.stations.has(station);
}
