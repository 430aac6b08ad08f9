// The only HTTP to InfluxDB. Takes the transport of @influxdata/influxdb-client: one call, one request. Its WriteApi,
// whose buffer loses lines, is not used. It must not know what the lines mean, nor when to try again.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { InfluxDB } from '@influxdata/influxdb-client';
import { version as hubVersion } from '../../version.ts';
import { StoreUnavailable } from '../history.ts';
import { type InfluxOptions, placeOf, type Target } from './options.ts';
import { failureOfQuery, failureOfRequest, failureOfWrite } from './server-errors.ts';

export interface Series {
  name: string;
  tags: Record<string, string>;
  columns: string[];
  values: (string | number | boolean | null)[][];
}

export interface ServerVersion {
  /** `InfluxDB`, or what it calls itself. */
  name: string;
  version: string;
  writePath: '/write' | '/api/v2/write';
}

const TIMEOUT_MS = 10_000;
/** A body below it fits in one packet or two. */
const GZIP_FROM_BYTES = 1400;

type Transport = InfluxDB['transport'];

interface Answer {
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

export class InfluxServer {
  readonly #options: InfluxOptions;
  readonly #transport: Transport;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #timeoutMs: number;
  readonly #gzipThreshold: number | undefined;

  constructor(options: InfluxOptions) {
    const url = new URL(options.url);
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#agent =
      url.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.#gzipThreshold = isLoopback(url.hostname) ? undefined : GZIP_FROM_BYTES;
    this.#transport = new InfluxDB({
      url: options.url,
      timeout: 0, // The client's own is one of idleness; here the whole request has an end.
      headers: { 'User-Agent': `dropoff-hub/${hubVersion}`, ...authorization(options.auth) },
      transportOptions: { agent: this.#agent },
    }).transport;
  }

  get url(): string {
    return this.#options.url;
  }

  get auth(): InfluxOptions['auth'] {
    return this.#options.auth;
  }

  /** One request; lines with times in nanoseconds. Throws `WriteFailure`. */
  async write(target: Target, lines: readonly string[]): Promise<void> {
    try {
      await this.#send('POST', this.#writePath(target), lines.join('\n'), { 'content-type': TEXT });
    } catch (cause) {
      throw failureOfWrite(cause, this.#options, target);
    }
  }

  /** Series of all statements, times in milliseconds; never a part of an answer. Throws `StoreUnavailable`. */
  async query(target: Target, influxQl: string): Promise<Series[]> {
    const { database, retentionPolicy } = placeOf(this.#options.auth, target);
    const form = new URLSearchParams({ db: database, epoch: 'ms', q: influxQl });
    if (retentionPolicy !== undefined) form.set('rp', retentionPolicy);
    const { body } = await this.#ask('POST', '/query', form.toString(), {
      'content-type': FORM,
      accept: JSON_TYPE,
    });
    return seriesOf(body, this.#options);
  }

  /** The management API of 2.x, in JSON. Throws `StoreUnavailable`. */
  async manage(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<unknown> {
    const text = body === undefined ? '' : JSON.stringify(body);
    return (await this.#ask(method, path, text, { 'content-type': JSON_TYPE })).body;
  }

  /** Throws `StoreUnavailable`. */
  async version(): Promise<ServerVersion> {
    const { headers, body } = await this.#ask('GET', '/ping', '');
    const writePath = 'token' in this.#options.auth ? '/api/v2/write' : '/write';
    const said = header(headers['x-influxdb-version']) ?? versionIn(body);
    if (said !== undefined) return { name: 'InfluxDB', version: said.replace(/^v/, ''), writePath };
    const health = (await this.#ask('GET', '/health', '')).body as { name?: string } | undefined;
    return { name: health?.name ?? 'unknown', version: versionIn(health) ?? 'unknown', writePath };
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Every 1.x takes `/write`, 2.x and 3.x take `/api/v2/write`. */
  #writePath(target: Target): string {
    const { auth } = this.#options;
    const { database, retentionPolicy } = placeOf(auth, target);
    if ('token' in auth) {
      const query = new URLSearchParams({ org: auth.org, bucket: database, precision: 'ns' });
      return `/api/v2/write?${query}`;
    }
    return `/write?${new URLSearchParams({ db: database, rp: retentionPolicy ?? '', precision: 'ns' })}`;
  }

  async #ask(
    method: string,
    path: string,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    try {
      return await this.#send(method, path, body, headers);
    } catch (cause) {
      throw failureOfRequest(cause, this.#options, path);
    }
  }

  /** The clock is stopped by hand: `AbortSignal.timeout` would hold the body until it fires. */
  async #send(method: string, path: string, text: string, headers: Record<string, string>): Promise<Answer> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#timeoutMs);
    const answer: Answer = { headers: {}, body: undefined };
    try {
      const options = { method, headers, signal: deadline.signal, gzipThreshold: this.#gzipThreshold };
      answer.body = await this.#transport.request(path, text, options, (received) => {
        answer.headers = received as Answer['headers'];
      });
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }
}

const TEXT = 'text/plain; charset=utf-8';
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** Never in the address, which ends up in the logs of proxies. */
function authorization(auth: InfluxOptions['auth']): Record<string, string> {
  if ('token' in auth) return { Authorization: `Token ${auth.token}` };
  if (auth.username === undefined) return {};
  const pair = Buffer.from(`${auth.username}:${auth.password ?? ''}`).toString('base64');
  return { Authorization: `Basic ${pair}` };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}

interface QueryAnswer {
  error?: string;
  results?: {
    error?: string;
    partial?: boolean;
    series?: (Partial<Series> & { partial?: boolean })[];
  }[];
}

function seriesOf(body: unknown, options: InfluxOptions): Series[] {
  const answer = (body ?? {}) as QueryAnswer;
  const results = answer.results ?? [];
  const error = answer.error ?? results.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw failureOfQuery(error, options);
  const series = results.flatMap((result) => result.series ?? []);
  if ([...results, ...series].some(({ partial }) => partial === true)) {
    throw new StoreUnavailable(
      'cannot ask InfluxDB: its answer was cut short; raise max-row-limit of the server',
    );
  }
  return series.map(({ name = '', tags = {}, columns = [], values = [] }) => ({
    name,
    tags,
    columns,
    values,
  }));
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function versionIn(body: unknown): string | undefined {
  const version = (body as { version?: unknown } | undefined)?.version;
  return typeof version === 'string' ? version : undefined;
}
