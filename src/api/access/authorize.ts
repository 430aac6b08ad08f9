// Holds every request against the table of rights before its route sees it: the role or scope, the token against
// forged requests, and the area. What is out of sight is answered as if it did not exist.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Requester } from '../../accounts/accounts.ts';
import { isId } from '../../model/id.ts';
import { type Access, READING_METHODS } from '../access.ts';
import type { ApiEnv } from '../context.ts';
import { unknownAlert, unknownArea, unknownStation } from '../known-station.ts';
import { Problem, unauthorized } from '../problem.ts';
import { type Bound, mayAsk, type Right, rightOf } from '../rights.ts';
import type { ApiSources } from '../sources.ts';
import { isForwarded } from './peer.ts';
import { routeOf } from './route-of.ts';
import { sessionTokenOf } from './session-cookie.ts';
import { silenceInSight } from './silence-sight.ts';

const CSRF_HEADER = 'X-CSRF-Token';

export function authorize(
  access: Access,
  { accounts, watch }: Pick<ApiSources, 'accounts' | 'watch'>,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const route = routeOf(c);
    c.set('route', route);
    // Nothing is there, and whoever asks is told so.
    if (!route) return next();
    const right = rightOf(route.name);
    if (!right) throw forbidden('This address has no row in the table of rights.');
    if (right.bound === 'open' || right.bound === 'link') return next();
    if (right.bound === 'loopback' && access.loopbackOnly && !isForwarded(c)) return next();
    if (right.bound === 'device' && c.get('device')) return next();
    const requester = c.get('requester');
    requireRight(requester, right);
    if (requester?.kind === 'user') checkCsrf(c);
    await requireInSight(c, right.bound, route.params.id ?? '');
    return next();
  };

  function checkCsrf(c: Context<ApiEnv>): void {
    if (READING_METHODS.has(c.req.method)) return;
    const given = c.req.header(CSRF_HEADER);
    if (given !== undefined && isSame(given, accounts.csrfTokenOf(sessionTokenOf(c) ?? ''))) return;
    throw new Problem('csrf', {
      detail: `Send the csrfToken of GET /api/v1/session as the header ${CSRF_HEADER}.`,
    });
  }

  async function requireInSight(c: Context<ApiEnv>, bound: Bound, id: string): Promise<void> {
    const sees = c.get('sees');
    // The route itself knows what does not exist.
    if (sees.grids() === undefined) return;
    // What is no id at all is refused by the route, to everybody alike.
    if (bound === 'station' && isId(id) && !sees.station(id)) throw unknownStation(id);
    if (bound === 'area' && isId(id) && !sees.grid(id)) throw unknownArea(id);
    if (bound === 'alert') {
      const alert = await watch.alert(id);
      // One of long ago may be read: its route then looks whether it is in sight.
      if (alert ? !sees.grid(alert.grid) : !READING_METHODS.has(c.req.method)) throw unknownAlert(id);
    }
    if (bound === 'silence') {
      const silence = (await watch.silences()).find((one) => one.id === id);
      if (!silence || !silenceInSight(silence, sees))
        throw new Problem('unknown-silence', { detail: `No silence "${id.slice(0, 64)}" is kept.` });
    }
  }
}

function requireRight(requester: Requester | undefined, right: Right): void {
  if (!requester) throw unauthorized('Sign in, or send `Authorization: Bearer TOKEN`.');
  if (mayAsk(requester, right)) return;
  if (right.bound === 'town' && requester.area !== undefined)
    throw forbidden('This is for those who see the whole town.');
  if (right.bound === 'device' && requester.kind !== 'key')
    throw forbidden('This is for stations and gateways, by id and token, and for keys of scope "ingest".');
  if (right.bound === 'own') throw forbidden('This is for users who have signed in.');
  if (requester.kind !== 'key')
    throw forbidden(`This is for: ${right.roles.join(', ')}; you are ${requester.role}.`);
  throw forbidden(
    right.scope === undefined ? 'This is not for keys.' : `The key needs the scope "${right.scope}".`,
  );
}

export function forbidden(detail: string): Problem {
  return new Problem('forbidden', { detail });
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
