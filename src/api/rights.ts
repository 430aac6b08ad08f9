// Who may do what: one row for each route of the hub. A route without a row is refused. It must not know how somebody
// is recognised (access/) nor what a route does.
import type { Requester } from '../accounts/accounts.ts';
import type { KeyScope } from '../accounts/key.ts';
import { ROLES, type Role } from '../accounts/user.ts';

/**
 * How a row is bound to an area. Checked before the route is reached: `open` nobody need be signed in; `link` the route
 * itself asks for a case's link; `loopback` open on
 * this machine, elsewhere as `town`; `town` only who sees the whole town; `own` what is
 * the requester's alone; `device`: also for stations and gateways with their own token, and what each may speak for is
 * judged at the door; `station`, `area`, `alert`, `silence` the `{id}` of the path must be in sight. `list`: the
 * route itself leaves out what is not in sight, and knows nothing of it in queries and bodies.
 */
export type Bound =
  | 'open'
  | 'link'
  | 'loopback'
  | 'town'
  | 'own'
  | 'device'
  | 'station'
  | 'area'
  | 'alert'
  | 'silence'
  | 'list';

export interface Right {
  /** Of people. */
  roles: readonly Role[];
  /** What a key must be for; absent: no key may ask. */
  scope?: KeyScope;
  bound: Bound;
}

const HANDLERS = ['admin', 'manager', 'staff', 'integration'] as const;
const MANAGERS = ['admin', 'manager'] as const;

const forAll = (bound: Bound): Right => ({ roles: ROLES, bound });
const reading = (bound: Bound): Right => ({ roles: ROLES, scope: 'read', bound });
/** What devices said, word by word. */
const inspecting = (bound: Bound): Right => ({ roles: HANDLERS, scope: 'read', bound });
const handling = (bound: Bound): Right => ({ roles: HANDLERS, scope: 'alerts', bound });
const managing = (bound: Bound): Right => ({ roles: MANAGERS, bound });
const administering = (bound: Bound): Right => ({ roles: ['admin'], bound });

/** People say nothing in the name of stations. */
const sending: Right = { roles: [], scope: 'ingest', bound: 'device' };

const RIGHTS: Readonly<Record<string, Right>> = {
  'GET /api/v1/stations': reading('list'),
  'GET /api/v1/station-levels': reading('list'),
  'GET /api/v1/stations/{id}': reading('station'),
  'GET /api/v1/stations/{id}/statistics': reading('station'),
  'GET /api/v1/stations/{id}/drop-offs': reading('station'),
  'GET /api/v1/stations/{id}/fill-levels': reading('station'),
  'GET /api/v1/stations/{id}/emptyings': reading('station'),
  'GET /api/v1/stations/{id}/delivery': reading('station'),
  'GET /api/v1/stations/{id}/messages': inspecting('station'),
  'GET /api/v1/stations/{id}/registration': inspecting('station'),
  'POST /api/v1/stations': managing('list'),
  'POST /api/v1/stations/import': managing('list'),
  'PUT /api/v1/stations/{id}': managing('station'),
  'DELETE /api/v1/stations/{id}': managing('station'),
  'POST /api/v1/stations/{id}/rotate-token': managing('station'),

  'GET /api/v1/areas': reading('list'),
  'POST /api/v1/areas': managing('list'),
  'GET /api/v1/areas/{id}/statistics': reading('area'),
  'GET /api/v1/areas/{id}/closure': reading('area'),

  'GET /api/v1/alerts': reading('list'),
  'GET /api/v1/alerts/{id}': reading('alert'),
  'POST /api/v1/alerts': handling('list'),
  'POST /api/v1/alerts/{id}/acknowledge': handling('alert'),
  'POST /api/v1/alerts/{id}/assign': handling('alert'),
  'POST /api/v1/alerts/{id}/comment': handling('alert'),
  'POST /api/v1/alerts/{id}/arrived': handling('alert'),
  'POST /api/v1/alerts/{id}/emptied': handling('alert'),
  'POST /api/v1/alerts/{id}/cannot': handling('alert'),
  'POST /api/v1/alerts/{id}/postpone': handling('alert'),
  'POST /api/v1/alerts/{id}/close': handling('alert'),
  'POST /api/v1/alerts/{id}/void': handling('alert'),
  'POST /api/v1/alerts/{id}/confirm-void': handling('alert'),
  'POST /api/v1/alerts/{id}/refuse-void': handling('alert'),
  'POST /api/v1/alerts/{id}/spot-check': managing('alert'),
  'POST /api/v1/alerts/{id}/attach-case': handling('alert'),
  'POST /api/v1/alerts/{id}/close-outside': handling('alert'),
  'GET /api/v1/advisories': reading('list'),
  'GET /api/v1/collection-plan': reading('list'),
  'GET /api/v1/duty': reading('list'),
  'GET /api/v1/stream': reading('list'),
  'GET /api/v1/silences': reading('list'),
  'POST /api/v1/silences': managing('list'),
  'POST /api/v1/silences/{id}/end': managing('silence'),

  'POST /api/v1/ingest': sending,
  'GET /api/v1/rejections': inspecting('list'),
  'POST /api/v1/rejections/replay': managing('list'),
  'GET /api/v1/refused-connections': inspecting('list'),

  'GET /api/v1/session': forAll('open'),
  'POST /api/v1/session': forAll('open'),
  'DELETE /api/v1/session': forAll('own'),
  'POST /api/v1/session/password': forAll('own'),
  'GET /api/v1/users': administering('town'),
  'POST /api/v1/users': administering('town'),
  'PATCH /api/v1/users/{name}': administering('town'),
  'DELETE /api/v1/users/{name}': administering('town'),
  'POST /api/v1/users/{name}/reset-password': administering('town'),
  'GET /api/v1/api-keys': administering('town'),
  'POST /api/v1/api-keys': administering('town'),
  'DELETE /api/v1/api-keys/{id}': administering('town'),
  'GET /api/v1/audit': administering('town'),
  'GET /api/v1/audit/export': administering('town'),
  'GET /api/v1/notifiers': managing('list'),
  'POST /api/v1/notifiers/{name}/test': managing('list'),

  'GET /healthz': forAll('open'),
  'GET /readyz': forAll('open'),
  'GET /metrics': { roles: MANAGERS, scope: 'read', bound: 'loopback' },
  'GET /openapi.json': forAll('open'),
  'GET /docs': forAll('open'),
  'GET /docs/style.css': forAll('open'),
  'GET /case/style.css': forAll('open'),
  'GET /case/{token}': forAll('link'),
  'POST /case/{token}/{deed}': forAll('link'),
};

/** `route`: `METHOD /path/{id}`. */
export function rightOf(route: string): Right | undefined {
  return Object.hasOwn(RIGHTS, route) ? RIGHTS[route] : undefined;
}

/** All that have a row. */
export function routesWithRights(): string[] {
  return Object.keys(RIGHTS);
}

/** Whether the row is for somebody like this at all; where, `bound` says. */
export function mayAsk(requester: Requester | undefined, { roles, scope, bound }: Right): boolean {
  if (bound === 'open' || bound === 'link') return true;
  if (!requester) return false;
  if ((bound === 'town' || bound === 'loopback') && requester.area !== undefined) return false;
  if (bound === 'own') return requester.kind === 'user';
  if (requester.kind !== 'key') return roles.includes(requester.role);
  return scope !== undefined && requester.scopes?.includes(scope) === true;
}
