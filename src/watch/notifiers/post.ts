// One POST over HTTP: to guarded addresses only, over TLS unless the host is listed, with one deadline for all of it,
// without following redirects (they could lead inside), reading no more of an answer than its words need.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { type AddressGuard, RefusedAddress } from './address-guard.ts';
import { openDeadline } from './deadline.ts';
import type { Outcome } from './notifier.ts';

export interface Posting {
  url: URL;
  body: string;
  headers?: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal: AbortSignal;
}

export type Failure = Extract<Outcome, { ok: false }>;
/** An answer came, of whatever status. */
export interface Answered {
  ok: true;
  status: number;
  body: string;
  retryAfterMs?: number;
}

const LONGEST_ANSWER = 64 * 1_024;
const LONGEST_RETRY_MS = 3_600_000;

/** Never rejects. */
export async function post(posting: Posting, guard: AddressGuard): Promise<Answered | Failure> {
  const deadline = openDeadline(posting.timeoutMs, posting.signal);
  try {
    await checkUrl(posting.url, guard);
    return await exchange({ ...posting, signal: deadline.signal }, guard);
  } catch (error) {
    if (error instanceof RefusedAddress) return { ok: false, fault: 'refused', reason: error.message };
    const seconds = posting.timeoutMs / 1_000;
    const reason = deadline.isOver() ? `no answer within ${seconds} s` : networkWords(error);
    return { ok: false, fault: 'away', reason };
  } finally {
    deadline.close();
  }
}

/** Sockets do not look up what is an address already. */
async function checkUrl(url: URL, guard: AddressGuard): Promise<void> {
  if (url.protocol !== 'https:' && !guard.isListed(url.hostname))
    throw new RefusedAddress(`${url.hostname} is asked without TLS and is not in allowedHosts`);
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) await guard.addressesOf(url.hostname);
}

function exchange({ url, body, headers, signal }: Posting, guard: AddressGuard): Promise<Answered> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent: false,
      lookup: guard.lookup,
      signal,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'dropoff-hub',
        ...headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      readStart(response).then((text) => resolve(answered(response, text)), reject);
    });
    sent.end(body);
  });
}

async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= LONGEST_ANSWER) break;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_ANSWER).toString();
}

function answered({ statusCode = 0, headers }: IncomingMessage, body: string): Answered {
  const retryAfterMs = retryAfter(headers['retry-after']);
  return { ok: true, status: statusCode, body, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Undefined when the status is 2xx. */
export function failureOf({ status, body, retryAfterMs }: Answered): Failure | undefined {
  if (status >= 200 && status < 300) return undefined;
  const said = body.trim() === '' ? '' : `: ${body}`;
  const isRedirect = status >= 300 && status < 400;
  const reason = `HTTP ${status}${isRedirect ? ': redirects are not followed' : said}`;
  return { ok: false, fault: faultOf(status), reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function faultOf(status: number): Failure['fault'] {
  if (status === 429) return 'busy';
  return status >= 500 || status === 408 || status === 425 ? 'away' : 'refused';
}

/** Seconds; a date would need the receiver's clock. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header)
    ? Math.min(Number(header) * 1_000, LONGEST_RETRY_MS)
    : undefined;
}

function networkWords(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return error instanceof Error ? error.message : 'the connection failed';
}
