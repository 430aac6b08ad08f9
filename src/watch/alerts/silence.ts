// A silence (免打扰): a scope, a reason, and an end or a weekly schedule. The only way to keep alerts quiet; they go on
// being raised and listed. It must not know how people are told. Times are ms since 1970 UTC.
import type { TimeOfDay } from '../../model/station.ts';
import type { Stream } from '../../model/stream.ts';
import { zoneOffsetMs } from '../../model/zone.ts';
import type { Alert, AlertRule } from './alert.ts';

/** All that is given must fit; at least one must be given. */
export interface SilenceScope {
  rule?: AlertRule;
  /** The area and all below it. */
  area?: string;
  station?: string;
  stream?: Stream;
}

/** Hours that return each week, local to `zone`; where `to` is not after `from` they end on the next day. */
export interface WeeklyHours {
  /** 1 Monday .. 7 Sunday: the day on which they begin. */
  days: readonly number[];
  from: TimeOfDay;
  to: TimeOfDay;
  /** IANA zone. */
  zone: string;
}

export interface Silence {
  id: string;
  scope: SilenceScope;
  reason: string;
  /** Who made it, and when. */
  by: string;
  at: number;
  /** Absent: from `at` on. */
  from?: number;
  /** One of `until` and `weekly` must be given; with both the schedule ends there. */
  until?: number;
  weekly?: WeeklyHours;
  /** Ended by a person before its time. */
  ended?: { at: number; by: string };
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

export function isSilenceActive(silence: Silence, now: number): boolean {
  if (hasSilenceEnded(silence, now) || now < (silence.from ?? silence.at)) return false;
  return silence.weekly === undefined || isWithinWeeklyHours(silence.weekly, now);
}

/** Whether it will never be active again. */
export function hasSilenceEnded({ ended, until }: Silence, now: number): boolean {
  return ended !== undefined || (until !== undefined && now >= until);
}

/**
 * Whether the alert is in the scope. `path` gives the area of the alert and those above it. A hazard is silenced by a
 * silence of the rule `hazard` alone, never by one of a whole area or station.
 */
export function isCoveredBy({ scope }: Silence, alert: Alert, path: readonly string[]): boolean {
  const { rule, area, station, stream } = scope;
  if (alert.kind === 'hazard' && rule !== 'hazard') return false;
  if (rule !== undefined && rule !== alert.rule) return false;
  if (area !== undefined && !path.includes(area)) return false;
  if (station !== undefined && station !== alert.station) return false;
  if (stream !== undefined && stream !== alert.stream) return false;
  return Object.values(scope).some((part) => part !== undefined);
}

function isWithinWeeklyHours({ days, from, to, zone }: WeeklyHours, now: number): boolean {
  const minutes = Math.floor((now + zoneOffsetMs(zone, now)) / MINUTE_MS);
  const minute = minutes % DAY_MINUTES;
  const day = weekdayOf(Math.floor(minutes / DAY_MINUTES));
  const yesterday = day === 1 ? 7 : day - 1;
  const begin = minutesOf(from);
  const end = minutesOf(to);
  if (begin < end) return days.includes(day) && minute >= begin && minute < end;
  return (days.includes(day) && minute >= begin) || (days.includes(yesterday) && minute < end);
}

/** 1 Monday .. 7 Sunday; `day` counts local days from 1970-01-01, a Thursday. */
function weekdayOf(day: number): number {
  return ((day + 3) % 7) + 1;
}

function minutesOf(time: TimeOfDay): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
