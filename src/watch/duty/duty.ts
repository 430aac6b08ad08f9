// Who answers for what: people, shifts, the first and the second person of each area (AB角), limits. Plain data as
// config/duty.yaml says it; it must not know where it was read, nor how people are reached.
import type { Severity } from '../../model/alert-event.ts';
import type { OpeningWindow, TimeOfDay } from '../../model/station.ts';
import type { AlertKind } from '../alerts/alert.ts';

/** 收运员, 保洁员, 设备运维, 垃圾分类指导员, 班长/片区负责人 */
export const DUTY_ROLES = ['driver', 'cleaner', 'technician', 'sorting-guide', 'supervisor'] as const;
export type DutyRole = (typeof DUTY_ROLES)[number];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A local date `YYYY-MM-DD`. */
export type LocalDate = string;

export interface Person {
  id: string;
  name: string;
  roles: readonly DutyRole[];
  contacts: readonly Contact[];
}

/** How one notifier reaches a person. */
export interface Contact {
  /** Name of the notifier, as its own configuration has it. */
  notifier: string;
  /** What that notifier calls the person: a mobile number, a user id, a mail address. Never logged. */
  address: string;
}

/** Local times of day; where `to` is not after `from`, it is on the next day. */
export interface ShiftHours {
  from: TimeOfDay;
  to: TimeOfDay;
}

/** Hours of work that return each week; a turn belongs to the day on which it begins. */
export interface Shift {
  id: string;
  name: string;
  week: readonly (ShiftHours & { days: readonly Weekday[] })[];
  /** Stand in place of the week on their date; without hours the shift falls out. */
  exceptions: readonly { date: LocalDate; hours: readonly ShiftHours[] }[];
}

/** The two who answer in an area and below it, as far as no area further down has its own for that role and time. */
export interface Post {
  area: string;
  role: DutyRole;
  /** Id of a shift; absent: around the clock. */
  shift?: string | undefined;
  /** Id of the first person (A角). */
  a: string;
  /** Id of the second person (B角), who is asked when A does not answer, and stands in for A. */
  b?: string | undefined;
}

/** Days on which a person does not work, both ends included. */
export interface Absence {
  person: string;
  from: LocalDate;
  until: LocalDate;
  /** Who takes all places of that person; without, B takes the place of A. */
  standIn?: string | undefined;
}

/** Minutes of service time since an alert was found; of hazards, minutes by the clock. */
export interface Limits {
  /** Not accepted by then: B is asked. */
  acknowledgeMinutes: number;
  /** Not accepted by then: the supervisor is asked. */
  supervisorMinutes: number;
  /** Not closed by then: overdue (超时催办). */
  resolveMinutes: number;
}

export interface DutySettings {
  /** IANA zone of shifts. */
  zone: string;
  /** Zones of areas that have another, and of what stands below them. */
  zones: Readonly<Record<string, string>>;
  people: readonly Person[];
  shifts: readonly Shift[];
  posts: readonly Post[];
  absences: readonly Absence[];
  limits: Readonly<Record<Severity, Limits>>;
  /** Who is asked: the first of these roles that has somebody on duty. Of a hazard it is everyone. */
  routes: Readonly<Record<Exclude<AlertKind, 'hazard'>, readonly DutyRole[]>>;
}

/** When limits run at a place. */
export interface ServiceTime {
  hours: readonly OpeningWindow[];
  /** IANA zone. */
  zone: string;
}

/** One turn of the two people of a post. */
export interface OnDuty {
  /** The area that has the post: the one asked for, or the nearest above it. */
  area: string;
  role: DutyRole;
  /** Id of the shift; absent: around the clock, cut into local days. */
  shift?: string;
  a: Person;
  b?: Person;
  /** Milliseconds since 1970 UTC, half-open [from, until). */
  from: number;
  until: number;
}
