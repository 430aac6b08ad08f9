// Local time of a station: offsets and the edges of local hours, days, weeks and months, for IANA zones whose offset
// is whole hours (so that hourly roll-ups fit every local day). All instants are milliseconds since 1970 UTC.

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CACHED_HOURS = 20_000;
const MAX_EDGES = 100_000;
/** Names only: an offset such as `+08:00` is not a zone, it knows no daylight saving. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();
const wholeHourZones = new Map<string, boolean>();

/** A known IANA zone whose offset was and will be whole hours from 2020 to 2037, as far as is known today. */
export function isWholeHourZone(zone: string): boolean {
  let answer = wholeHourZones.get(zone);
  if (answer === undefined) {
    answer = hasWholeHours(zone);
    wholeHourZones.set(zone, answer);
  }
  return answer;
}

/** What must be added to UTC to get local time; daylight saving changes it from one hour to the next. */
export function zoneOffsetMs(zone: string, at: number): number {
  let known = offsets.get(zone);
  if (!known) {
    known = new Map();
    offsets.set(zone, known);
  }
  const hour = Math.floor(at / HOUR_MS);
  let offset = known.get(hour);
  if (offset === undefined) {
    if (known.size >= CACHED_HOURS) known.clear();
    offset = computeOffset(zone, hour * HOUR_MS);
    known.set(hour, offset);
  }
  return offset;
}

export interface BucketRange {
  zone: string;
  /** Half-open [from, to). */
  from: number;
  to: number;
  interval: Interval;
}

/**
 * Edges of the local buckets that cover [from, to): ascending, the first at or before `from`, the last at or behind
 * `to`. Weeks start on Monday. A day has 23 or 25 hours where the clocks change. Throws `RangeError` when `from` is
 * not before `to`, or the range has over 100,000 buckets.
 */
export function bucketEdges({ zone, from, to, interval }: BucketRange): number[] {
  if (!(from < to)) throw new RangeError(`cannot cut a range: expected from < to, got ${from} and ${to}`);
  const edges: number[] = [];
  for (let n = bucketNumber(zone, from, interval); edges.length === 0 || (edges.at(-1) ?? 0) < to; n += 1) {
    if (edges.length > MAX_EDGES) throw new RangeError(`cannot cut a range: over ${MAX_EDGES} buckets`);
    const edge = bucketStart(zone, n, interval);
    // A local day that a zone skipped (Apia, 2011-12-30) has no length.
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return edges;
}

/** The first instant of the local day that `at` is in. */
export function startOfLocalDay(zone: string, at: number): number {
  return bucketStart(zone, bucketNumber(zone, at, 'day'), 'day');
}

/** Local date as `YYYY-MM-DD`. */
export function localDate(zone: string, at: number): string {
  return new Date(at + zoneOffsetMs(zone, at)).toISOString().slice(0, 10);
}

/** The first instant of a local date `YYYY-MM-DD`. */
export function instantOfLocalDate(zone: string, date: string): number {
  return instantOfLocalMidnight(zone, Date.parse(date) / DAY_MS);
}

/**
 * The instant at which a local clock shows `minutes` after midnight of a local date `YYYY-MM-DD`. Of a time that comes
 * twice the first, of one that is jumped over the instant of the jump; so times follow one another as on the clock.
 */
export function instantOfLocalTime(zone: string, date: string, minutes: number): number {
  const local = Date.parse(date) + minutes * MINUTE_MS;
  const byOffsetBefore = local - zoneOffsetMs(zone, local - DAY_MS);
  const byOffsetAfter = local - zoneOffsetMs(zone, local + DAY_MS);
  const shows = (at: number) => at + zoneOffsetMs(zone, at) === local;
  const candidates = [byOffsetBefore, byOffsetAfter].filter(shows);
  if (candidates.length > 0) return Math.min(...candidates);
  let jump = Math.ceil(byOffsetAfter / HOUR_MS) * HOUR_MS;
  while (jump + zoneOffsetMs(zone, jump) < local) jump += HOUR_MS;
  return jump;
}

/** Buckets counted from 1970: hours of UTC, local days, weeks from Monday, months. */
function bucketNumber(zone: string, at: number, interval: Interval): number {
  if (interval === 'hour') return Math.floor(at / HOUR_MS);
  const local = at + zoneOffsetMs(zone, at);
  const day = Math.floor(local / DAY_MS);
  if (interval === 'day') return day;
  // 1970-01-01 was a Thursday.
  if (interval === 'week') return Math.floor((day + 3) / 7);
  const date = new Date(local);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

function bucketStart(zone: string, n: number, interval: Interval): number {
  switch (interval) {
    case 'hour':
      return n * HOUR_MS;
    case 'day':
      return instantOfLocalMidnight(zone, n);
    case 'week':
      return instantOfLocalMidnight(zone, n * 7 - 3);
    case 'month':
      return instantOfLocalMidnight(zone, Date.UTC(1970, n) / DAY_MS);
  }
}

/** `day` counts local days from 1970. Where clocks jump over midnight, the instant of the jump. */
function instantOfLocalMidnight(zone: string, day: number): number {
  const midnight = day * DAY_MS;
  const byOffsetBefore = midnight - zoneOffsetMs(zone, midnight - DAY_MS);
  const byOffsetAfter = midnight - zoneOffsetMs(zone, midnight + DAY_MS);
  const isMidnight = (at: number) => at + zoneOffsetMs(zone, at) === midnight;
  const candidates = [byOffsetBefore, byOffsetAfter].filter(isMidnight);
  return candidates.length > 0 ? Math.min(...candidates) : byOffsetBefore;
}

function hasWholeHours(zone: string): boolean {
  if (!ZONE_NAME.test(zone)) return false;
  try {
    for (let month = 0; month < 18 * 12; month += 1) {
      if (computeOffset(zone, Date.UTC(2020, month)) % HOUR_MS !== 0) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** Throws `RangeError` for a zone that does not exist. */
function computeOffset(zone: string, at: number): number {
  const name = formatOf(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name ?? '');
  if (!match) throw new RangeError(`cannot read the offset of zone ${zone}: got ${name}`);
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  return format;
}
