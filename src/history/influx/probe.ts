// Looks at the server before work begins: which it is, whether both targets are there, can be written and asked, how
// long they keep points, and whether it answers a question as long as the statistics ask. Never throws: it reports.
import { StoreUnavailable } from '../history.ts';
import { aggregate, byTime, statement, within } from './influxql.ts';
import { type InfluxOptions, placeOf, type Target } from './options.ts';
import { type KeptDays, keptDaysOf } from './retention.ts';
import { tryRoundTrips } from './round-trip.ts';
import { InfluxServer, type ServerVersion } from './server.ts';

export interface ProbeReport {
  /** Absent when the server did not answer. */
  server?: ServerVersion;
  targets: TargetReport[];
  /** It has given all of the longest question of the statistics. */
  answersLongQuestions: boolean;
  /** What a person must mend, in sentences; none: the hub can work with this server. */
  faults: string[];
}

export interface TargetReport {
  target: Target;
  /** `bucket "hub"` */
  name: string;
  /** Can be asked in InfluxQL; of 2.x that needs the DBRP mapping. */
  canBeRead: boolean;
  /** A point was written and came back. */
  canBeWritten: boolean;
  /** Without end: null. Undefined where the server does not tell. */
  keptDays: KeptDays | undefined;
}

const DAY_MS = 86_400_000;
const LONGEST_QUESTION_DAYS = 90;
/** Raw: as late as a reading may come. Roll-ups: the longest question. */
const LEAST_KEPT_DAYS: Readonly<Record<Target, number>> = { raw: 35, rollUps: LONGEST_QUESTION_DAYS };

export async function probeInflux(options: InfluxOptions): Promise<ProbeReport> {
  const server = new InfluxServer(options);
  const report: ProbeReport = { targets: [], answersLongQuestions: false, faults: [] };
  try {
    report.server = await server.version();
    const mismatch = mismatchOf(report.server, options);
    if (mismatch !== undefined) report.faults.push(mismatch);
    else await probeTargets(server, options, report);
  } catch (cause) {
    report.faults.push(textOf(cause));
  } finally {
    server.close();
  }
  return report;
}

function mismatchOf({ name, version }: ServerVersion, { auth, url }: InfluxOptions): string | undefined {
  if (!('token' in auth) || !version.startsWith('1.')) return undefined;
  return `${name} ${version} at ${url} knows no buckets: set INFLUX_DATABASE, INFLUX_USERNAME and INFLUX_PASSWORD instead of INFLUX_TOKEN`;
}

async function probeTargets(
  server: InfluxServer,
  options: InfluxOptions,
  report: ProbeReport,
): Promise<void> {
  const trips = await tryRoundTrips(options);
  for (const [place, target] of (['raw', 'rollUps'] as const).entries()) {
    const trip = trips[place];
    const unread = await refusalOf(server, target, 'SHOW MEASUREMENTS LIMIT 1');
    const { name } = placeOf(options.auth, target);
    const keptDays = await keptDaysOf(server, target).catch(() => undefined); // Rights to manage are not needed.
    report.targets.push({
      target,
      name,
      canBeRead: unread === undefined,
      canBeWritten: trip?.ok === true,
      keptDays,
    });
    if (unread !== undefined) report.faults.push(unreadFault(name, unread, keptDays));
    if (trip?.ok === false) report.faults.push(trip.finding);
    if (typeof keptDays === 'number' && keptDays < LEAST_KEPT_DAYS[target]) {
      report.faults.push(`${name} keeps points for ${keptDays} days: ${LEAST_KEPT_DAYS[target]} are needed`);
    }
  }
  const refusal = await refusalOf(server, 'rollUps', longestQuestion(Date.now()));
  report.answersLongQuestions = refusal === undefined;
  if (refusal !== undefined) {
    report.faults.push(`statistics over ${LONGEST_QUESTION_DAYS} days are not answered: ${refusal}`);
  }
}

/** A bucket that tells its retention is there: only its name as a database is missing. */
function unreadFault(name: string, refusal: string, keptDays: KeptDays | undefined): string {
  const isUnmapped = keptDays !== undefined && name.startsWith('bucket') && refusal.includes('not found');
  if (!isUnmapped) return `${name} cannot be read: ${refusal}`;
  return `${name} has no DBRP mapping and cannot be asked in InfluxQL: run \`dropoff-hub influx setup\``;
}

function longestQuestion(now: number): string {
  return statement({
    select: [aggregate('sum', 'drop_offs', 'drop_offs')],
    measurement: 'drop_off_hour',
    where: [within(now - LONGEST_QUESTION_DAYS * DAY_MS, now)],
    groupBy: [byTime(DAY_MS)],
  });
}

async function refusalOf(
  server: InfluxServer,
  target: Target,
  question: string,
): Promise<string | undefined> {
  try {
    await server.query(target, question);
    return undefined;
  } catch (cause) {
    if (cause instanceof StoreUnavailable) return cause.message;
    throw cause;
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
