// Every error of the API as RFC 9457 problem details, with a `code` that stays the same for ever.
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RefusalReason } from '../watch/watch.ts';
import type { ApiEnv } from './context.ts';

/** Why the watch does not do what a person asks of it. */
const WATCH_REFUSALS = {
  'unknown-alert': [404, 'There is no such alert'],
  'unknown-station': [404, 'There is no such station'],
  'unknown-bin': [404, 'The station has no such bin'],
  'invalid-cursor': [400, 'The cursor is not one of this list'],
  'unknown-silence': [404, 'There is no such silence, or it has ended'],
  'switched-off': [503, 'The watch is switched off by the configuration'],
  'already-acknowledged': [409, 'Somebody else has accepted the alert'],
  'not-open': [409, 'The alert is not open'],
  'not-resolved': [409, 'The alert is not closed yet'],
  'same-person': [409, 'A second person is needed'],
  'no-void-asked': [409, 'Nobody has said that the alert is void'],
  'no-external-case': [409, 'The alert has no case in another system'],
  'text-missing': [422, 'A text is missing'],
  'not-in-future': [422, 'The time has passed already'],
} as const satisfies Record<RefusalReason, readonly [ContentfulStatusCode, string]>;

const PROBLEMS = {
  'bad-request': [400, 'The request cannot be read'],
  'invalid-request': [400, 'The request is not valid'],
  'range-too-large': [400, 'The range is too large'],
  unauthorized: [401, 'Nobody is signed in, and there is no valid token'],
  'sign-in-failed': [401, 'Name or password is wrong'],
  forbidden: [403, 'This is not for you'],
  csrf: [403, 'The token against forged requests is missing or wrong'],
  'host-not-allowed': [403, 'This name of the hub is not known'],
  'origin-not-allowed': [403, 'Pages of this origin may not ask'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'This method is not offered here'],
  conflict: [409, 'The change contradicts what is registered'],
  ...WATCH_REFUSALS,
  'too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'This type of body is not understood'],
  'invalid-body': [422, 'The body is not valid'],
  'too-many-tries': [429, 'Too many failed tries; nothing was looked at'],
  'too-many-requests': [429, 'The key has asked too often'],
  internal: [500, 'The hub failed to answer'],
  'too-many-readers': [503, 'No more event streams can be opened now'],
  'history-unavailable': [503, 'The history cannot be asked now'],
  'state-unavailable': [503, 'The hub cannot keep anything now'],
  'not-ready': [503, 'The hub takes no messages'],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>;
export type ProblemCode = keyof typeof PROBLEMS;

const faultSchema = z
  .object({
    path: z.string().openapi({ description: 'Where, e.g. `from` or `stations[2].bins[0].litres`' }),
    value: z.unknown().openapi({ description: 'What stood there, cut at 80 characters' }).optional(),
    expected: z.string().openapi({ description: 'What would have been accepted, or what is wrong' }),
  })
  .openapi('Fault');
export type Fault = z.infer<typeof faultSchema>;

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:dropoff-hub:problem:invalid-request' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    instance: z.string().openapi({ description: 'The path that was asked' }),
    requestId: z.string(),
    errors: z.array(faultSchema).optional(),
  })
  .openapi('Problem');

/** For the responses of a route: whatever else goes wrong. */
export const problemAnswer = {
  description: 'A problem (RFC 9457); `code` says which',
  content: { 'application/problem+json': { schema: problemSchema } },
};

export interface ProblemOptions {
  detail?: string | undefined;
  errors?: readonly Fault[] | undefined;
  headers?: Record<string, string> | undefined;
  /** Members beside the standard ones. */
  extensions?: Record<string, unknown> | undefined;
}

/** Thrown by a route, answered by `answerError`. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;
  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? PROBLEMS[code][1]);
    this.code = code;
    this.options = options;
  }
}

export function notFound(detail: string): Problem {
  return new Problem('not-found', { detail });
}

export function unauthorized(detail: string): Problem {
  return new Problem('unauthorized', {
    detail,
    headers: { 'WWW-Authenticate': 'Bearer realm="dropoff-hub"' },
  });
}

export function problemResponse(
  c: Context<ApiEnv>,
  code: ProblemCode,
  options: ProblemOptions = {},
): Response {
  const [status, title] = PROBLEMS[code];
  const { detail, errors, headers, extensions } = options;
  const type = `urn:dropoff-hub:problem:${code}`;
  const requestId = c.get('requestId');
  const body = { ...extensions, type, title, status, code, detail, instance: c.req.path, requestId, errors };
  return c.body(JSON.stringify(body), status, { ...headers, 'Content-Type': 'application/problem+json' });
}
