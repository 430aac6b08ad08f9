// Who speaks as at the broker: `Authorization: Basic` with the id of a station or gateway and its token. Who is not let
// in is noted with the refused connections, where a technician looks.
import type { Context } from 'hono';
import type { Clock } from '../../model/clock.ts';
import type { Principal } from '../../model/principal.ts';
import type { Registry } from '../../registry/registry.ts';
import type { ApiEnv } from '../context.ts';
import { unauthorized } from '../problem.ts';
import type { ApiSources } from '../sources.ts';
import { isForwarded } from './peer.ts';

export interface DeviceGate {
  registry: Pick<Registry, 'authenticate'>;
  refusedConnections: Pick<ApiSources['refusedConnections'], 'add'>;
  clock: Clock;
}

const BASIC = /^Basic +([A-Za-z0-9+/=_-]{1,1024})$/i;
const EXPECTED = 'Send `Authorization: Basic`, with the id as user and the token as password.';

export function isBasic(authorization: string): boolean {
  return /^Basic /i.test(authorization);
}

/** Throws 401 for who is not let in, with the same words whatever was wrong. */
export function deviceOf(c: Context<ApiEnv>, authorization: string, gate: DeviceGate): Principal {
  const { user, secret } = credentialsIn(authorization);
  const answer = gate.registry.authenticate(user, secret, { loopback: isOfThisMachine(c) });
  if (answer.ok) return answer.principal;
  const { address } = c.get('peer');
  gate.refusedConnections.add({ user, address, reason: answer.reason, at: gate.clock.now() });
  throw unauthorized('No station or gateway has this id and token.');
}

function credentialsIn(authorization: string): { user: string; secret: string } {
  const text = Buffer.from(BASIC.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw unauthorized(EXPECTED);
  return { user: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function isOfThisMachine(c: Context<ApiEnv>): boolean {
  const { address } = c.get('peer');
  return !isForwarded(c) && (address === '::1' || address.startsWith('127.'));
}
