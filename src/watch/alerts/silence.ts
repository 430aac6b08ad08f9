// A silence (免打扰): a scope, a reason, and an end or a weekly schedule. The only way to keep alerts quiet; they go on
// being raised and listed. It must not know how people are told. Times are ms since 1970 UTC.
import type { Stream } from '../../model/stream.ts';
import type { TimeOfDay } from '../../model/station.ts';
import type { AlertRule } from './alert.ts';

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
