// Who may connect: the secret that was given against the tokens of the configuration and of the registry.
import type { Principal } from '../model/principal.ts';
import type { Authentication, Declared, WaysIn } from './registry.ts';
import type { StationRecord } from './registry-state.ts';
import { isAccepted, isValid, type StoredToken } from './tokens.ts';

interface Credentials {
  user: string;
  secret: string;
  /** The peer is on this machine. */
  loopback: boolean;
  now: number;
}

export interface Authenticator {
  /** `record` is what the registry keeps of a station of that id. */
  authenticate(credentials: Credentials, record: StationRecord | undefined): Authentication;
  waysIn(station: string, record: StationRecord | undefined, now: number): WaysIn;
}

export function createAuthenticator(declared: Declared): Authenticator {
  const declaredTokens = new Map<string, StoredToken[]>();
  for (const { id, tokenSha256 } of [...declared.stations, ...declared.gateways, ...declared.integrations]) {
    declaredTokens.set(
      id,
      tokenSha256.map((sha256) => ({ sha256 })),
    );
  }
  const demoStations = new Set(declared.stations.filter(({ demoToken }) => demoToken).map(({ id }) => id));
  const users = new Map<string, Principal>();
  for (const { id, stations } of declared.gateways) {
    users.set(id, { kind: 'gateway', id, stations: new Set(stations) });
  }
  for (const { id, filters } of declared.integrations) users.set(id, { kind: 'integration', id, filters });

  function tokensOf(user: string, record: StationRecord | undefined): StoredToken[] {
    return [...(declaredTokens.get(user) ?? []), ...(record?.tokens ?? [])];
  }

  return {
    authenticate({ user, secret, loopback, now }, record) {
      const principal = users.get(user) ?? (record && { kind: 'station' as const, id: user });
      if (!principal) return { ok: false, reason: 'unknown-user' };
      if (record && !record.inService) return { ok: false, reason: 'not-in-service' };
      const isDemoToken = demoStations.has(user) && secret === `demo-${user}`;
      if (isDemoToken && !loopback) return { ok: false, reason: 'demo-token-off-loopback' };
      const accepted = isDemoToken || isAccepted(secret, tokensOf(user, record), now);
      return accepted ? { ok: true, principal } : { ok: false, reason: 'wrong-token' };
    },
    waysIn(station, record, now) {
      const tokens = tokensOf(station, record).filter((token) => isValid(token, now)).length;
      const speaking = declared.gateways.filter(({ stations }) => stations.includes(station));
      return { tokens, demoToken: demoStations.has(station), gateways: speaking.map(({ id }) => id) };
    },
  };
}
