// Asking the API: JSON in and out, problems as ProblemError, the CSRF token with what changes something, and a word to
// the session when it has ended. It must not know pages, nor what is asked.
import { KEPT_AT } from '../offline/kept-answers.ts';
import { ProblemError, problemOf, unreachable } from './problem-error.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type QueryValue = string | number | boolean | undefined;

export interface AskOptions {
  /** What is undefined is left out. */
  query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON; a string goes as `text/csv`. */
  body?: unknown;
  signal?: AbortSignal;
}

/** `path` is the whole one, `/api/v1/...`. An answer without a body is undefined. Throws ProblemError, or what `signal` gives. */
export type Ask = <Answer>(method: Method, path: string, options?: AskOptions) => Promise<Answer>;

interface Doors {
  fetch: typeof fetch;
  csrfToken: () => string | undefined;
  onSignedOut: () => void;
  /** The answer is an old one, kept for the time without a network; ISO 8601. */
  onKept: (at: string) => void;
}

/** Of the session that is open; `session/` keeps them. */
export const askDoors: Doors = {
  fetch: (input, init) => fetch(input, init),
  csrfToken: () => undefined,
  onSignedOut() {},
  onKept() {},
};

export const ask: Ask = createAsk(askDoors);

export function createAsk(doors: Doors): Ask {
  return async function askHub<Answer>(method: Method, path: string, options: AskOptions = {}) {
    const response = await send(doors, method, path, options);
    const keptAt = response.headers.get(KEPT_AT);
    if (keptAt !== null) doors.onKept(keptAt);
    if (response.ok) return (await read(response)) as Answer;
    const problem = await problemOf(response);
    if (problem.status === 401 && problem.code === 'unauthorized') doors.onSignedOut();
    throw problem;
  };
}

/** For links: `address('/api/v1/audit/export', { format: 'csv' })`. */
export function address(path: string, query: AskOptions['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

async function send(doors: Doors, method: Method, path: string, options: AskOptions): Promise<Response> {
  const { query, body, signal } = options;
  try {
    return await doors.fetch(address(path, query), {
      method,
      headers: headersOf(doors, method, body),
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable(error);
  }
}

function headersOf(doors: Doors, method: Method, body: unknown): Record<string, string> {
  const token = method === 'GET' ? undefined : doors.csrfToken();
  return {
    Accept: 'application/json',
    ...(body === undefined
      ? {}
      : { 'Content-Type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
    ...(token === undefined ? {} : { 'X-CSRF-Token': token }),
  };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  if (!(response.headers.get('content-type') ?? '').includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError(
      { status: response.status, code: 'unreadable', title: 'The answer cannot be read' },
      error,
    );
  }
}
