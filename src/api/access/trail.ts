// A line in the audit trail for every request that changes something: who, when, from where, what. Also of those that
// were refused to somebody who is known, and of tries to sign in.
import type { Context, MiddlewareHandler } from 'hono';
import type { AuditEntry, AuditTrail } from '../../accounts/audit-trail.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../model/clock.ts';
import { READING_METHODS } from '../access.ts';
import type { ApiEnv } from '../context.ts';
import { rightOf } from '../rights.ts';
import { changedFields } from './changed-fields.ts';

/** What a route knows better than its request shows. */
export interface TrailNote {
  who?: AuditEntry['who'];
  target?: string;
  changes?: Record<string, unknown>;
}

export function keepTrail(
  trail: AuditTrail,
  { clock, log }: { clock: Clock; log: Log },
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    if (READING_METHODS.has(c.req.method)) return;
    const entry = await entryOf(c, clock.now());
    if (!entry) return;
    await trail.add(entry).catch((error: unknown) => {
      const { method, route, status, who } = entry;
      log.error({ err: error, method, route, status, who }, 'cannot write to the audit trail');
    });
  };
}

async function entryOf(c: Context<ApiEnv>, at: number): Promise<Omit<AuditEntry, 'seq'> | undefined> {
  const route = c.get('route');
  const note = c.get('trailNote') ?? {};
  const requester = c.get('requester');
  const who = note.who ?? (requester && { kind: requester.kind, name: requester.name });
  // Of strangers only what a route has taken note of: the trail is not theirs to fill.
  if (!route || !who) return undefined;
  // Messages are in the journal, and there are thousands of them.
  if (rightOf(route.name)?.bound === 'device') return undefined;
  const { status } = c.res;
  const body = status < 300 ? await bodyOf(c) : undefined;
  const changes = note.changes ?? changedFields(body);
  const target = note.target ?? targetOf(route.params, body);
  return {
    ...{ at, who, from: c.get('peer').address, method: c.req.method },
    route: route.name.slice(route.name.indexOf(' ') + 1),
    ...(target !== undefined && { target }),
    status,
    ...(changes && { changes }),
  };
}

/** The token of a link is a secret. */
function targetOf({ id, name }: Readonly<Record<string, string>>, body: unknown): string | undefined {
  if (id !== undefined || name !== undefined) return id ?? name;
  if (typeof body !== 'object' || body === null) return undefined;
  const { id: made, name: named } = body as Record<string, unknown>;
  return [made, named].find((text): text is string => typeof text === 'string');
}

/** Read by the route before, and kept by Hono. */
async function bodyOf(c: Context<ApiEnv>): Promise<unknown> {
  if (!c.req.header('content-type')?.includes('json')) return undefined;
  return c.req.json().catch(() => undefined);
}
