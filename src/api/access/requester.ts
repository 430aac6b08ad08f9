// Who asks: the control socket, a bearer token (the configured one or an API key), a session's cookie, or, where the
// configuration says so, whoever is on this machine. What they may do stands in the table of rights.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Accounts, Requester } from '../../accounts/accounts.ts';
import type { Clock } from '../../model/clock.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Access } from '../access.ts';
import type { ApiEnv } from '../context.ts';
import { Problem, unauthorized } from '../problem.ts';
import { type DeviceGate, deviceOf, isBasic } from './device.ts';
import { createPeerReader, isForwarded } from './peer.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { createSight } from './sight.ts';

const SOCKET: Requester = { kind: 'machine', name: 'control socket', role: 'admin' };
const TOKEN: Requester = { kind: 'machine', name: 'API token', role: 'admin' };
const LOOPBACK: Requester = { kind: 'loopback', name: 'loopback', role: 'admin' };

interface Known {
  accounts: Pick<Accounts, 'requesterOf' | 'requesterOfKey'>;
  registry: Registry;
  refusedConnections: DeviceGate['refusedConnections'];
}

export function recogniseRequester(access: Access, known: Known, clock: Clock): MiddlewareHandler<ApiEnv> {
  const expected = access.token === undefined ? undefined : sha256(access.token);
  const peerOf = createPeerReader(access);

  function requesterOf(c: Context<ApiEnv>): Requester | undefined {
    if (c.env?.local) return SOCKET;
    const authorization = c.req.header('authorization');
    if (c.get('device')) return undefined;
    if (authorization !== undefined) return bearerOf(authorization);
    const session = sessionTokenOf(c);
    const user = session === undefined ? undefined : known.accounts.requesterOf(session);
    if (user) return user;
    return access.openOnLoopback && !isForwarded(c) ? LOOPBACK : undefined;
  }

  /** Who sends a token means it: a wrong one is not taken for none. */
  function bearerOf(authorization: string): Requester {
    const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (secret === undefined) throw unauthorized('Send `Authorization: Bearer TOKEN`.');
    if (expected && timingSafeEqual(sha256(secret), expected)) return TOKEN;
    const check = known.accounts.requesterOfKey(secret);
    if (check.ok) return check.requester;
    if (check.reason === 'unknown') throw unauthorized('The token is not a valid one.');
    throw new Problem('too-many-requests', {
      detail: 'The key has asked as often as it may in a minute.',
      headers: { 'Retry-After': retryAfter(check.retryAfterMs) },
    });
  }

  return async (c, next) => {
    c.set('peer', peerOf(c));
    const authorization = c.req.header('authorization') ?? '';
    c.set('device', isBasic(authorization) ? deviceOf(c, authorization, { ...known, clock }) : undefined);
    const requester = requesterOf(c);
    c.set('requester', requester);
    c.set('sees', createSight(requester, known.registry));
    c.set('trusted', requester !== undefined && requester.area === undefined);
    await next();
  };
}

/** Whole seconds, never 0. */
export function retryAfter(afterMs: number): string {
  return String(Math.max(1, Math.ceil(afterMs / 1_000)));
}

/** Equal length for the comparison in constant time, whatever was sent. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
