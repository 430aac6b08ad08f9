// What an error becomes outside: the cause where the asker can do something about it, nothing of the inside else.
import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AccountRefusal } from '../accounts/accounts.ts';
import { InvalidCursor, StoreUnavailable } from '../history/history.ts';
import type { Log } from '../log.ts';
import { RegistryConflict } from '../registry/registry.ts';
import { StateUnavailable } from '../state/state-store.ts';
import { WatchRefusal } from '../watch/watch.ts';
import type { ApiEnv } from './context.ts';
import { Problem, type ProblemCode, type ProblemOptions, problemResponse } from './problem.ts';
import type { ApiSources, HubHealth } from './sources.ts';

/** What Hono and its validators throw, by status. */
const CODES_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  413: 'too-large',
  415: 'unsupported-media-type',
};

const NOTHING_KEPT: ProblemOptions = {
  detail:
    'Nothing was changed. Most often the disk of the hub is full: try again when there is room; its log says more.',
  headers: { 'Retry-After': '5' },
};

export function answerErrors(log: Log, { health }: Pick<ApiSources, 'health'>): ErrorHandler<ApiEnv> {
  return (error, c) => {
    const problem = error instanceof StoreUnavailable ? historyAway(health.read()) : asProblem(error);
    if (problem) return problemResponse(c, problem.code, problem.options);
    const request = `${c.req.method} ${c.req.path}`;
    log.error(
      { err: error, requestId: c.get('requestId'), request },
      `cannot answer ${request}: ${error.message}`,
    );
    if (error instanceof StateUnavailable) return problemResponse(c, 'state-unavailable', NOTHING_KEPT);
    return problemResponse(c, 'internal', {
      detail: 'The log of the hub has the cause under this request id.',
    });
  };
}

export const answerUnknown: NotFoundHandler<ApiEnv> = (c) =>
  problemResponse(c, 'not-found', { detail: 'No such address; /docs lists what there is.' });

function historyAway({ history }: HubHealth): Problem {
  const behind = `it is ${Math.round(history.behindSeconds)} s behind`;
  return new Problem('history-unavailable', {
    detail: `Nothing is lost meanwhile: what stations send is kept and arrives there later; ${behind}. Try again shortly.`,
    headers: { 'Retry-After': '5' },
  });
}

function asProblem(error: Error): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof WatchRefusal) return new Problem(error.reason, { detail: error.message });
  if (error instanceof InvalidCursor) return new Problem('invalid-cursor', { detail: error.message });
  if (error instanceof RegistryConflict)
    return new Problem('conflict', {
      errors: error.faults.map(({ subject, fault }) => ({ path: subject, expected: fault })),
    });
  if (error instanceof AccountRefusal) return ofAccounts(error);
  if (!(error instanceof HTTPException)) return undefined;
  const code = CODES_OF_STATUS[error.status];
  return code ? new Problem(code, { detail: error.message }) : undefined;
}

function ofAccounts({ reason, field, message }: AccountRefusal): Problem {
  if (reason === 'unknown') return new Problem('not-found', { detail: message });
  const code = reason === 'conflict' ? 'conflict' : 'invalid-body';
  return new Problem(
    code,
    field === undefined ? { detail: message } : { errors: [{ path: field, expected: message }] },
  );
}
