// Local time of a station: people put out their waste by the clock on their wall.

export interface LocalMinute {
  /** Days since 1970 in local time. */
  day: number;
  /** 0 Sunday .. 6 Saturday. */
  weekday: number;
  /** 0..1439 */
  minuteOfDay: number;
}

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MINUTES_OF_DAY = 1440;

/** Local time of minutes since 1970 UTC; the zone's offset is looked up once an hour. */
export function createLocalTime(zone: string): (minute: number) => LocalMinute {
  const offsetOf = zoneOffset(zone);
  let hour = Number.NaN;
  let offsetMinutes = 0;
  return (minute) => {
    const wanted = Math.floor((minute * MINUTE_MS) / HOUR_MS);
    if (wanted !== hour) {
      hour = wanted;
      offsetMinutes = offsetOf(hour * HOUR_MS) / MINUTE_MS;
    }
    const local = minute + offsetMinutes;
    const day = Math.floor(local / MINUTES_OF_DAY);
    return { day, weekday: (day + 4) % 7, minuteOfDay: local - day * MINUTES_OF_DAY };
  };
}

/** Minutes of a time of day `HH:MM`. */
export function minuteOfDay(time: string): number {
  const [hours = '', minutes = ''] = time.split(':');
  const total = Number(hours) * 60 + Number(minutes);
  if (!/^\d\d:\d\d$/.test(time) || total > MINUTES_OF_DAY) {
    throw new Error(`cannot read time of day "${time}": expected HH:MM`);
  }
  return total;
}

function zoneOffset(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  return (at) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute) - at;
  };
}
