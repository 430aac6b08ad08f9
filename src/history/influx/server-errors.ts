// What an answer of the server means for those who wait for it: wait, send less, set lines aside, or hold everything
// until a person has acted. By status, not by version; the body gives the reason. It must not know how to send.
import { HttpError } from '@influxdata/influxdb-client';
import { StoreUnavailable } from '../history.ts';
import { type InfluxOptions, placeOf, type Target } from './options.ts';

/**
 * `away`: later may help. `too-large`: less may help. `poison`: some of the lines are at fault. `refused`: a person
 * must act (rights, a missing database); nothing is dropped meanwhile.
 */
export type WriteFailureKind = 'away' | 'too-large' | 'poison' | 'refused';

export interface WriteFailureDetails {
  kind: WriteFailureKind;
  status?: number | undefined;
  /** The server asks for that much patience. */
  retryAfterMs?: number | undefined;
  /** How many lines a partial write says it left out. */
  dropped?: number | undefined;
}

export class WriteFailure extends Error {
  override name = 'WriteFailure';
  readonly kind: WriteFailureKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly dropped: number | undefined;

  constructor(message: string, details: WriteFailureDetails) {
    super(message);
    this.kind = details.kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.dropped = details.dropped;
  }
}

/** What a write that did not work means. */
export function failureOfWrite(cause: unknown, options: InfluxOptions, target: Target): WriteFailure {
  const cannot = `cannot write to InfluxDB at ${options.url}`;
  if (!(cause instanceof HttpError)) {
    return new WriteFailure(`${cannot}: ${networkCauseOf(cause)}`, { kind: 'away' });
  }
  const status = cause.statusCode;
  const reason = reasonOf(cause);
  const kind = kindOf(cause, reason);
  const place = placeOf(options.auth, target).name;
  const remedy = kind === 'refused' ? remedyOf(status, reason, options.auth, place) || FOREIGN : '';
  return new WriteFailure(`${cannot}: ${reason} (${status})${remedy}`, {
    kind,
    status,
    retryAfterMs: retryAfterMsOf(headerOf(cause, 'retry-after'), Date.now()),
    dropped: droppedOf(cause, reason),
  });
}

/** What a question that was not answered means. */
export function failureOfRequest(cause: unknown, options: InfluxOptions, path: string): StoreUnavailable {
  const cannot = `cannot ask InfluxDB at ${options.url}${path}`;
  if (!(cause instanceof HttpError)) return new StoreUnavailable(`${cannot}: ${networkCauseOf(cause)}`);
  const reason = reasonOf(cause);
  const remedy = remedyOf(cause.statusCode, reason, options.auth, PLACE);
  return new StoreUnavailable(`${cannot}: ${reason} (${cause.statusCode})${remedy}`);
}

/** What an error inside an answer means, which comes with status 200. */
export function failureOfQuery(error: string, { url, auth }: InfluxOptions): StoreUnavailable {
  return new StoreUnavailable(`cannot ask InfluxDB at ${url}: ${error}${remedyOf(200, error, auth, PLACE)}`);
}

const PLACE = 'the database or bucket';

/** Of the answer to a write. */
function kindOf(error: HttpError, reason: string): WriteFailureKind {
  const status = error.statusCode;
  if (status === 413) return 'too-large';
  if (status === 401 || status === 403 || status === 404 || MISSING.test(reason)) return 'refused';
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'away';
  // A proxy says 400 of every request, as to http on its https port: those lines are not at fault.
  if ((status === 400 || status === 422) && isOfInfluxDb(error)) return 'poison';
  return 'refused';
}

function isOfInfluxDb({ body, headers }: HttpError): boolean {
  const { error, message } = parsed(body);
  const names = Object.keys(headers ?? {});
  return error !== undefined || message !== undefined || names.some((name) => name.startsWith('x-influxdb-'));
}

const FOREIGN = '; does INFLUX_URL lead to InfluxDB, with http or https as the server has it?';

/** 1.x says 500 of a retention policy that is not there. */
const MISSING = /(retention policy|database|bucket) not found/i;

function remedyOf(status: number, reason: string, auth: InfluxOptions['auth'], place: string): string {
  const [who, variables] =
    'token' in auth ? ['token', 'INFLUX_TOKEN'] : ['user', 'INFLUX_USERNAME and INFLUX_PASSWORD'];
  if (status === 404 || MISSING.test(reason)) {
    return `; ${place} is missing or hidden from the ${who}: run \`dropoff-hub influx setup\``;
  }
  if (status === 401) return `; the server does not know the ${who}: set ${variables}`;
  if (status === 403) return `; give the ${who} the right to read and to write ${place}`;
  if (status < 400 && status >= 300) return '; set INFLUX_URL to where it points';
  if (FILE_LIMIT.test(reason)) return '; raise --query-file-limit of the server';
  return '';
}

/** InfluxDB 3 Core: "Query would exceed file limit of 432 parquet files". */
const FILE_LIMIT = /file limit/i;

/** The reason in the words of the server: `error` of 1.x, `message` of 2.x; `data` names lines in 3.x. */
export function reasonOf({ body, statusMessage, headers }: HttpError): string {
  const said = parsed(body);
  const plain = said.error ?? said.message ?? (body || headers?.['x-influxdb-error'] || statusMessage);
  const line = said.data?.[0]?.error_message;
  const reason = [plain, line].filter(Boolean).join(': ') || 'no reason given';
  return reason.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON);
}

const LONGEST_REASON = 500;

interface ErrorBody {
  error?: string;
  message?: string;
  data?: { error_message?: string }[];
}

function parsed(body: string | undefined): ErrorBody {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3). The client reads seconds as milliseconds. */
export function retryAfterMsOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** `partial write: field type conflict: ... dropped=3`; 3.x names each line. */
function droppedOf({ body }: HttpError, reason: string): number | undefined {
  const dropped = /\bdropped=(\d+)/.exec(reason)?.[1];
  return dropped === undefined ? parsed(body).data?.length : Number(dropped);
}

/** What went wrong before there was an answer: the name, the connection, the certificate, time. */
function networkCauseOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'AbortError') return 'no answer in time, or the connection was cut';
  // A host with two addresses fails with both reasons and no text of its own.
  if (cause instanceof AggregateError)
    return cause.errors.map((error) => (error as Error).message).join('; ');
  return cause.message || cause.name;
}

function headerOf(error: HttpError, name: string): string | undefined {
  const value = error.headers?.[name];
  return Array.isArray(value) ? value[0] : value;
}
