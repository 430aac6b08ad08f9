// How long the server keeps points, as it says itself: of retention policies (1.x) and of buckets (2.x). It must not
// know what the configuration wants.
import { StoreUnavailable } from '../history.ts';
import { name } from './influxql.ts';
import { type DatabaseAuth, placeOf, type Target, type TokenAuth } from './options.ts';
import type { InfluxServer, Series } from './server.ts';

/** Without end: null. */
export type KeptDays = number | null;

export interface Bucket {
  id: string;
  keptDays: KeptDays;
}

const DAY_S = 86_400;

/** Undefined where the target is not there, or the server does not tell (3.x). */
export async function keptDaysOf(server: InfluxServer, target: Target): Promise<KeptDays | undefined> {
  const { auth } = server;
  if (!('token' in auth))
    return (await policiesOf(server, auth)).get(placeOf(auth, target).retentionPolicy ?? '');
  if (/^3\./.test((await server.version()).version)) return undefined;
  const bucket = await bucketOf(server, await organisationId(server, auth), placeOf(auth, target).database);
  return bucket?.keptDays;
}

/** Retention policies by name; the database must be there. */
export async function policiesOf(
  server: InfluxServer,
  { database }: DatabaseAuth,
): Promise<Map<string, KeptDays>> {
  const series = await server.query('raw', `SHOW RETENTION POLICIES ON ${name(database)}`);
  const durations = cellsOf(series, 'duration');
  return new Map(cellsOf(series, 'name').map((policy, index) => [policy, daysOf(durations[index] ?? '')]));
}

export async function organisationId(server: InfluxServer, { org }: TokenAuth): Promise<string> {
  const { orgs = [] } = (await server.manage('GET', `/api/v2/orgs?${new URLSearchParams({ org })}`)) as {
    orgs?: { id?: string }[];
  };
  const id = orgs[0]?.id;
  if (id) return id;
  throw new StoreUnavailable(`cannot find the organisation "${org}" in InfluxDB: this token does not see it`);
}

interface BucketAnswer {
  buckets?: { id?: string; name?: string; retentionRules?: { everySeconds?: number }[] }[];
}

export async function bucketOf(
  server: InfluxServer,
  orgID: string,
  bucket: string,
): Promise<Bucket | undefined> {
  const path = `/api/v2/buckets?${new URLSearchParams({ orgID, name: bucket })}`;
  const { buckets = [] } = (await server.manage('GET', path).catch(emptyWhenNotFound)) as BucketAnswer;
  const found = buckets.find((each) => each.name === bucket);
  if (!found?.id) return undefined;
  const seconds = found.retentionRules?.[0]?.everySeconds ?? 0;
  return { id: found.id, keptDays: seconds === 0 ? null : seconds / DAY_S };
}

/** Releases differ: an empty list, or 404. */
function emptyWhenNotFound(cause: unknown): BucketAnswer {
  if (cause instanceof StoreUnavailable && cause.message.includes('(404)')) return {};
  throw cause;
}

export function cellsOf(series: readonly Series[], column: string): string[] {
  return series.flatMap(({ columns, values }) => values.map((row) => String(row[columns.indexOf(column)])));
}

/** `2160h0m0s`; `0s` is without end. */
function daysOf(duration: string): KeptDays {
  const hours = Number(/^(\d+)h/.exec(duration)?.[1] ?? 0);
  return hours === 0 ? null : hours / 24;
}
