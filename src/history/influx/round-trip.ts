// Writes a point and reads it back, as proof that the hub will be able to: rights, names and the mapping of buckets to
// databases fail here or nowhere. It must not know what readings look like.
import { setTimeout as sleep } from 'node:timers/promises';
import { aggregate, statement, within } from './influxql.ts';
import { type InfluxOptions, placeOf, type Target } from './options.ts';
import { InfluxServer } from './server.ts';

export interface RoundTrip {
  ok: boolean;
  /** In words, for a person. */
  finding: string;
}

/** The only measurement that is written for a check; a point a day overwrites itself. */
const MEASUREMENT = 'hub_check';
const DAY_MS = 86_400_000;
/** 3.x shows a point about a second after it was acknowledged. */
const SHOWN_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 250;

/** Both targets, one after the other; never throws. */
export async function tryRoundTrips(options: InfluxOptions): Promise<RoundTrip[]> {
  const server = new InfluxServer(options);
  const trips: RoundTrip[] = [];
  for (const target of ['raw', 'rollUps'] as const) {
    const { name } = placeOf(options.auth, target);
    const trip = await tryRoundTrip(server, target).catch((cause: unknown) => failed(name, String(cause)));
    trips.push(trip ?? { ok: true, finding: `A point that was written to ${name} could be read back.` });
  }
  server.close();
  return trips;
}

/** Undefined when all went well. */
async function tryRoundTrip(server: InfluxServer, target: Target): Promise<RoundTrip | undefined> {
  const value = Math.floor(Math.random() * 1_000_000);
  const at = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  await server.write(target, [`${MEASUREMENT} value=${value}i ${at}000000`]);
  const question = statement({
    select: [aggregate('max', 'value', 'value')],
    measurement: MEASUREMENT,
    where: [within(at, at + 1)],
  });
  for (let waitedMs = 0; waitedMs < SHOWN_WITHIN_MS; waitedMs += ASK_EVERY_MS) {
    const [series] = await server.query(target, question);
    if (series?.values[0]?.includes(value)) return undefined;
    await sleep(ASK_EVERY_MS);
  }
  const { name } = placeOf(server.auth, target);
  return failed(name, `it was not there after ${SHOWN_WITHIN_MS / 1_000} s`);
}

function failed(name: string, cause: string): RoundTrip {
  return { ok: false, finding: `A point could not be written to ${name} and read back: ${cause}` };
}
