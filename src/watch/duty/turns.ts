// When a shift is worked: its turns as instants, across midnight and daylight saving. A turn belongs to the local date
// on which it begins. It must not know who works it.
import type { TimeOfDay } from '../../model/station.ts';
import { instantOfLocalTime, localDate } from '../../model/zone.ts';
import { type LocalDate, type Shift, type ShiftHours, WEEKDAYS } from './duty.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
const ALL_DAY: ShiftHours = { from: '00:00', to: '24:00' };

export interface Turn {
  date: LocalDate;
  /** Milliseconds since 1970 UTC, half-open [from, until). */
  from: number;
  until: number;
}

/** The turn that is worked at an instant, where two overlap the one begun last; no shift: around the clock. */
export function turnAt(shift: Shift | undefined, zone: string, at: number): Turn | undefined {
  const today = localDate(zone, at);
  return [...turnsOn(shift, zone, dateAfter(today, -1)), ...turnsOn(shift, zone, today)]
    .filter(({ from, until }) => from <= at && at < until)
    .sort((a, b) => a.from - b.from)
    .at(-1);
}

/** Those that touch [from, to), in order of their date. */
export function turnsBetween(
  shift: Shift | undefined,
  zone: string,
  { from, to }: { from: number; to: number },
): Turn[] {
  const turns: Turn[] = [];
  const last = localDate(zone, to);
  for (let date = dateAfter(localDate(zone, from), -1); date <= last; date = dateAfter(date, 1)) {
    turns.push(...turnsOn(shift, zone, date));
  }
  return turns.filter((turn) => turn.from < to && from < turn.until);
}

/** A local date some days later, or earlier. */
export function dateAfter(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Turns that begin on a local date. One that the clocks leave no time for is not there. */
function turnsOn(shift: Shift | undefined, zone: string, date: LocalDate): Turn[] {
  const turns = hoursOn(shift, date).map((hours) => toTurn(hours, zone, date));
  return turns.filter(({ from, until }) => from < until);
}

function hoursOn(shift: Shift | undefined, date: LocalDate): readonly ShiftHours[] {
  if (!shift) return [ALL_DAY];
  const exception = shift.exceptions.find((one) => one.date === date);
  const weekday = weekdayOf(date);
  return exception ? exception.hours : shift.week.filter(({ days }) => days.includes(weekday));
}

function toTurn({ from, to }: ShiftHours, zone: string, date: LocalDate): Turn {
  const begin = minutesOf(from);
  // 24:00 is midnight of the next day: two turns that meet there must agree on its instant.
  const end = minutesOf(to) % DAY_MINUTES;
  return {
    date,
    from: instantOfLocalTime(zone, date, begin),
    until: instantOfLocalTime(zone, end > begin ? date : dateAfter(date, 1), end),
  };
}

function minutesOf(time: TimeOfDay): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function weekdayOf(date: LocalDate): (typeof WEEKDAYS)[number] {
  // getUTCDay counts from Sunday.
  return WEEKDAYS[(new Date(date).getUTCDay() + 6) % 7] ?? 'mon';
}
