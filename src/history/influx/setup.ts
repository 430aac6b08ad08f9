// Makes what the hub needs on the server and says what it found: two buckets (2.x), or a database with two retention
// policies (1.x). Changes nothing that is there. It must not know who reads what it says.
import { name } from './influxql.ts';
import { type DatabaseAuth, type InfluxOptions, placeOf, type Target, type TokenAuth } from './options.ts';
import { bucketOf, cellsOf, type KeptDays, organisationId, policiesOf } from './retention.ts';
import { InfluxServer } from './server.ts';

export interface SetupOptions {
  influx: InfluxOptions;
  /** How long the server is to keep points; null: without end. */
  keepDays: Readonly<Record<Target, KeptDays>>;
  /** Told one sentence for each finding. */
  say: (finding: string) => void;
}

interface Setup<Auth> extends SetupOptions {
  server: InfluxServer;
  auth: Auth;
}

const TARGETS: readonly Target[] = ['raw', 'rollUps'];
const DAY_S = 86_400;

/** Throws `StoreUnavailable` when the server cannot be reached or refuses. */
export async function setUpInflux(options: SetupOptions): Promise<void> {
  const { influx, say } = options;
  const server = new InfluxServer(influx);
  try {
    const { name: product, version } = await server.version();
    say(`${product} ${version} answers at ${influx.url}.`);
    const { auth } = influx;
    if (!('token' in auth)) await setUpDatabase({ ...options, server, auth });
    else if (/^3\./.test(version)) sayOfVersion3({ ...options, server, auth });
    else await setUpBuckets({ ...options, server, auth });
  } finally {
    server.close();
  }
}

async function setUpDatabase(setup: Setup<DatabaseAuth>): Promise<void> {
  const { server, auth, say } = setup;
  const { database } = auth;
  if (cellsOf(await server.query('raw', 'SHOW DATABASES'), 'name').includes(database)) {
    say(`The database "${database}" is there.`);
  } else {
    await server.query('raw', `CREATE DATABASE ${name(database)}`);
    say(`The database "${database}" was made.`);
  }
  for (const target of TARGETS) await setUpPolicy(setup, target);
}

async function setUpPolicy(
  { server, auth, keepDays, say }: Setup<DatabaseAuth>,
  target: Target,
): Promise<void> {
  const policy = target === 'raw' ? auth.retentionRaw : auth.retentionRollUps;
  const kept = (await policiesOf(server, auth)).get(policy);
  const days = keepDays[target];
  if (kept !== undefined) {
    say(`The retention policy "${policy}" is there and keeps points ${spanOf(kept)}${unlike(kept, days)}.`);
    return;
  }
  const duration = days === null ? 'INF' : `${Math.round(days * 24)}h`;
  const parts = `${name(policy)} ON ${name(auth.database)} DURATION ${duration} REPLICATION 1`;
  await server.query(target, `CREATE RETENTION POLICY ${parts}`);
  say(`The retention policy "${policy}" was made and keeps points ${spanOf(days)}.`);
}

async function setUpBuckets(setup: Setup<TokenAuth>): Promise<void> {
  const { server, auth, keepDays, say } = setup;
  const orgID = await organisationId(server, auth);
  for (const target of TARGETS) {
    const bucket = placeOf(auth, target).database;
    const days = keepDays[target];
    const found = await bucketOf(server, orgID, bucket);
    if (!found) await makeBucket(server, { orgID, bucket, days });
    const kept = found ? found.keptDays : days;
    const how = found ? 'is there' : 'was made';
    say(`The bucket "${bucket}" ${how} and keeps points ${spanOf(kept)}${unlike(kept, days)}.`);
    await mapDatabase(setup, target, orgID);
  }
}

async function makeBucket(
  server: InfluxServer,
  { orgID, bucket, days }: { orgID: string; bucket: string; days: KeptDays },
): Promise<void> {
  const retentionRules = days === null ? [] : [{ type: 'expire', everySeconds: Math.round(days * DAY_S) }];
  await server.manage('POST', '/api/v2/buckets', { orgID, name: bucket, retentionRules });
}

/** Questions name a database: 2.x maps it to the bucket of that name by itself, but not after an upgrade from 1.x. */
async function mapDatabase(
  { server, auth, say }: Setup<TokenAuth>,
  target: Target,
  orgID: string,
): Promise<void> {
  if (await canBeAsked(server, target)) return;
  const { database } = placeOf(auth, target);
  const bucketID = (await bucketOf(server, orgID, database))?.id;
  const mapping = { orgID, bucketID, database, retention_policy: 'autogen', default: true };
  await server.manage('POST', '/api/v2/dbrps', mapping);
  say(`The bucket "${database}" can now be asked in InfluxQL, as the database "${database}".`);
}

async function canBeAsked(server: InfluxServer, target: Target): Promise<boolean> {
  try {
    await server.query(target, 'SHOW MEASUREMENTS LIMIT 1');
    return true;
  } catch (cause) {
    if (/not found/i.test(String(cause))) return false;
    throw cause;
  }
}

function sayOfVersion3({ auth: { bucket, bucketRollUps }, say }: Setup<TokenAuth>): void {
  say(
    `InfluxDB 3 makes the databases "${bucket}" and "${bucketRollUps}" at the first write and keeps points without ` +
      'end: to limit that, make them before with `influxdb3 create database --retention-period`.',
  );
}

function spanOf(days: KeptDays): string {
  return days === null ? 'without end' : `for ${Number(days.toFixed(2))} days`;
}

/** Shortening deletes, and lengthening costs disk: that is for a person to decide. */
function unlike(found: KeptDays, wanted: KeptDays): string {
  if (found === wanted) return '';
  return `; the configuration says ${spanOf(wanted)}: it was left as it is`;
}
