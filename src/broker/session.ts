// What the hub knows of one connection, from the accepted socket to its end.
import type { Duplex } from 'node:stream';
import type { Principal } from '../model/principal.ts';

export interface Session {
  readonly socket: Duplex;
  /** Of the peer; kept, because a closed socket has none. */
  readonly address: string;
  readonly loopback: boolean;
  /** What the CONNECT came to; undefined before it. */
  admission?: Admission;
  /** This connection took the place of a living one with the same client id. */
  tookOver: boolean;
  /** Another connection took the place of this one. */
  takenOver: boolean;
}

export type Admission = Admitted | Refused;

export interface Admitted {
  ok: true;
  principal: Principal;
  clientId: string;
  /** Kept so that a change in the registry can be held against it while the connection lives. */
  secret: string;
}

/** Return codes of CONNACK ([MQTT-3.2.2.3]) that the hub gives: 2 identifier, 3 unavailable, 4 credentials, 5 rights. */
export interface Refused {
  ok: false;
  returnCode: 2 | 3 | 4 | 5;
  reason: string;
}

export function principalOf(session: Session | undefined): Principal | undefined {
  return session?.admission?.ok ? session.admission.principal : undefined;
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
