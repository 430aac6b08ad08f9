// The first instant of a local day, for the filters of the trail. Zones here have offsets of whole hours.

const HOUR_MS = 3_600_000;
/** No zone is further from UTC. */
const FARTHEST_HOURS = 15;

/** `day` as `YYYY-MM-DD`; milliseconds since 1970 UTC of its beginning in `zone`, `plusDays` later. */
export function dayStart(day: string, zone: string, plusDays = 0): number {
  const wanted = new Date(Date.parse(`${day}T00:00:00Z`) + plusDays * 24 * HOUR_MS)
    .toISOString()
    .slice(0, 10);
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const noon = Date.parse(`${wanted}T12:00:00Z`);
  for (let hours = -FARTHEST_HOURS - 12; hours <= FARTHEST_HOURS; hours++) {
    const at = noon + hours * HOUR_MS;
    if (format.format(at) === wanted) return at;
  }
  return noon - 12 * HOUR_MS;
}
