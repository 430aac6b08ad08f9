// Signing in and out, who is signed in and what they may do, and changing one's own password.
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Requester, Session, SignIn } from '../../accounts/accounts.ts';
import { ROLES, type User } from '../../accounts/user.ts';
import { forbidden } from '../access/authorize.ts';
import { retryAfter } from '../access/requester.ts';
import { forgetSession, keepSession, sessionTokenOf } from '../access/session-cookie.ts';
import type { TrailNote } from '../access/trail.ts';
import type { Api, ApiContext, ApiEnv } from '../context.ts';
import { answer, jsonBody, noQuery } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import { mayAsk, rightOf } from '../rights.ts';

const LONGEST_NAME = 64;
const LONGEST_PASSWORD = 1_024;
export const passwordSchema = z.string().min(1).max(LONGEST_PASSWORD);

const sessionSchema = z
  .object({
    kind: z.enum(['user', 'key', 'machine', 'loopback', 'nobody']),
    user: z
      .object({ name: z.string(), person: z.string(), role: z.enum(ROLES), area: z.string().optional() })
      .optional()
      .openapi({ description: 'Who is signed in; without `area` the whole town is seen' }),
    csrfToken: z.string().optional().openapi({ description: 'For the header `X-CSRF-Token` of changes' }),
    rights: z.array(z.string()).openapi({ description: 'operationIds that may be asked' }),
    openOnLoopback: z.boolean().openapi({ description: 'On this machine nobody need sign in' }),
  })
  .openapi('Session');

const readRoute = createRoute({
  method: 'get',
  path: '/api/v1/session',
  operationId: 'getSession',
  tags: ['session'],
  summary: 'Who is signed in, and what they may do; also when nobody is',
  request: { query: noQuery },
  responses: { 200: answer(sessionSchema, 'The session'), default: problemAnswer },
});

const signInRoute = createRoute({
  method: 'post',
  path: '/api/v1/session',
  operationId: 'signIn',
  tags: ['session'],
  summary: 'Signs in by name and password: always a new session, whose cookie comes along',
  description:
    'Failed tries are slowed by account and address: 429 with Retry-After, and nothing was looked at.',
  request: {
    query: noQuery,
    body: jsonBody(z.strictObject({ name: z.string().min(1).max(LONGEST_NAME), password: passwordSchema })),
  },
  responses: { 200: answer(sessionSchema, 'Signed in'), default: problemAnswer },
});

const signOutRoute = createRoute({
  method: 'delete',
  path: '/api/v1/session',
  operationId: 'signOut',
  tags: ['session'],
  summary: 'Ends the session',
  request: { query: noQuery },
  responses: { 204: { description: 'Signed out' }, default: problemAnswer },
});

const passwordRoute = createRoute({
  method: 'post',
  path: '/api/v1/session/password',
  operationId: 'changeOwnPassword',
  tags: ['session'],
  summary: "Changes one's own password: all sessions end, and a new one begins",
  request: {
    query: noQuery,
    body: jsonBody(z.strictObject({ current: passwordSchema, next: passwordSchema })),
  },
  responses: { 200: answer(sessionSchema, 'Changed'), default: problemAnswer },
});

export function sessionRoutes(api: Api, { sources, clock, openOnLoopback }: ApiContext): void {
  const { accounts } = sources;

  api.openapi(readRoute, (c) => c.json(sessionView(c.get('requester'), sessionTokenOf(c)), 200));

  api.openapi(signInRoute, async (c) => {
    const { name, password } = c.req.valid('json');
    const signIn = await accounts.signIn(name, password, c.get('peer').address);
    if (signIn.ok || signIn.reason === 'wrong') c.set('trailNote', noteOf(signIn.ok, accounts.user(name)));
    const session = sessionOf(signIn, () => new Problem('sign-in-failed'));
    const before = sessionTokenOf(c);
    if (before !== undefined) await accounts.signOut(before);
    return c.json(begin(c, session), 200);
  });

  api.openapi(signOutRoute, async (c) => {
    const token = sessionTokenOf(c);
    if (token !== undefined) await accounts.signOut(token);
    forgetSession(c);
    return c.body(null, 204);
  });

  api.openapi(passwordRoute, async (c) => {
    const requester = c.get('requester');
    if (requester?.kind !== 'user') throw forbidden('Only a user has a password.');
    const { current, next } = c.req.valid('json');
    const { name } = requester;
    const signIn = await accounts.changeOwnPassword({ name, current, next, address: c.get('peer').address });
    const session = sessionOf(
      signIn,
      () => new Problem('invalid-body', { errors: [{ path: 'current', expected: 'your present password' }] }),
    );
    return c.json(begin(c, session), 200);
  });

  function begin(c: Context<ApiEnv>, session: Session): z.infer<typeof sessionSchema> {
    keepSession(c, session, clock.now());
    return sessionView(session.requester, session.token);
  }

  function sessionView(requester: Requester | undefined, token?: string): z.infer<typeof sessionSchema> {
    const rights = operations()
      .filter(({ route }) => mayReach(requester, route))
      .map(({ operationId }) => operationId);
    if (requester?.kind !== 'user') return { kind: requester?.kind ?? 'nobody', rights, openOnLoopback };
    const { kind, name, person = name, role, area } = requester;
    const csrfToken = token === undefined ? undefined : accounts.csrfTokenOf(token);
    return { kind, user: { name, person, role, area }, csrfToken, rights, openOnLoopback };
  }

  let known: { operationId: string; route: string }[] | undefined;
  /** Once all resources have added theirs. */
  function operations() {
    known ??= api.openAPIRegistry.definitions.flatMap((definition) => {
      if (definition.type !== 'route') return [];
      const { operationId = '', method, path } = definition.route;
      return [{ operationId, route: `${method.toUpperCase()} ${path}` }];
    });
    return known;
  }
}

/** Of no user the name is not kept: it may be a password in the wrong field. */
function noteOf(isSignedIn: boolean, user: User | undefined): TrailNote {
  const name = user?.name ?? 'unknown';
  return { who: { kind: isSignedIn ? 'user' : 'nobody', name }, target: name, changes: {} };
}

function mayReach(requester: Requester | undefined, route: string): boolean {
  const right = rightOf(route);
  return right !== undefined && mayAsk(requester, right);
}

function sessionOf(signIn: SignIn, refusal: () => Problem): Session {
  if (signIn.ok) return signIn.session;
  if (signIn.reason === 'wrong') throw refusal();
  throw new Problem('too-many-tries', {
    detail: 'Wait as long as Retry-After says, then try again.',
    headers: { 'Retry-After': retryAfter(signIn.retryAfterMs) },
  });
}
