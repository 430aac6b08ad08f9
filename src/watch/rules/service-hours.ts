// Service hours: when limits run. Windows of local time, the same on each day; without a window none ever runs.
import type { OpeningWindow, TimeOfDay } from '../../model/station.ts';
import { instantOfLocalTime, localDate } from '../../model/zone.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A limit that has not passed within so many days never will: the windows have no minute. */
const MAX_DAYS = 400;

export interface Period {
  /** Milliseconds since 1970 UTC, half-open [from, to). */
  from: number;
  to: number;
}

/** Minutes of service between two times; 0 where they stand the other way round. */
export function serviceMinutes(hours: readonly OpeningWindow[], zone: string, { from, to }: Period): number {
  let passedMs = 0;
  for (const period of periodsFrom(hours, zone, from)) {
    if (period.from >= to) break;
    passedMs += Math.min(period.to, to) - period.from;
  }
  return passedMs / MINUTE_MS;
}

/** When that many minutes of service will have passed since a time; undefined: never. */
export function afterServiceMinutes(
  hours: readonly OpeningWindow[],
  zone: string,
  { from, minutes }: { from: number; minutes: number },
): number | undefined {
  let leftMs = minutes * MINUTE_MS;
  for (const period of periodsFrom(hours, zone, from)) {
    if (period.to - period.from >= leftMs) return period.from + leftMs;
    leftMs -= period.to - period.from;
  }
  return undefined;
}

/** What is served from a time on, oldest first; overlapping windows count once. */
function* periodsFrom(hours: readonly OpeningWindow[], zone: string, from: number): Generator<Period> {
  if (hours.length === 0) return;
  const ordered = [...hours].sort((a, b) => minutesOf(a.from) - minutesOf(b.from));
  let date = localDate(zone, from);
  let servedUntil = from;
  for (let day = 0; day < MAX_DAYS; day += 1) {
    for (const window of ordered) {
      const begin = Math.max(instantOfLocalTime(zone, date, minutesOf(window.from)), servedUntil);
      const end = instantOf(zone, date, window.to);
      if (end <= begin) continue;
      yield { from: begin, to: end };
      servedUntil = end;
    }
    date = dateAfter(date);
  }
}

/** 24:00 is midnight of the next day: two windows that meet there must agree on its instant. */
function instantOf(zone: string, date: string, time: TimeOfDay): number {
  return time === '24:00'
    ? instantOfLocalTime(zone, dateAfter(date), 0)
    : instantOfLocalTime(zone, date, minutesOf(time));
}

function minutesOf(time: TimeOfDay): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function dateAfter(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
}
