// The day and the hour that clocks of a zone show. Pure.

const formats = new Map<string, Intl.DateTimeFormat>();

/** `at`: milliseconds since 1970 UTC. `day`: `YYYY-MM-DD`; `hour`: 0..23. */
export function localHour(at: number, zone: string): { day: string; hour: number } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
      hourCycle: 'h23',
      timeZone: zone,
    });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  return { day, hour: Number(parts.get('hour')) };
}
