// A small town for the tests of duty: two areas, a few people, two shifts.
import type { Alert } from '../alerts/alert.ts';
import { type DutyRole, type DutySettings, type Person, type Shift, WEEKDAYS } from './duty.ts';
import type { EscalationDesk } from './escalation.ts';
import { createRoster } from './roster.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const PARENTS: Readonly<Record<string, string>> = { 'grid-1': 'road', 'grid-2': 'road', road: 'town' };

export function pathOf(area: string): string[] {
  const parent = PARENTS[area];
  return parent === undefined ? [area] : [area, ...pathOf(parent)];
}

export function personOf(id: string, ...roles: DutyRole[]): Person {
  return { id, name: id, roles, contacts: [] };
}

export function shiftOf(id: string, from: string, to: string): Shift {
  return { id, name: id, week: [{ days: WEEKDAYS, from, to }], exceptions: [] };
}

const LIMITS = { acknowledgeMinutes: 30, supervisorMinutes: 60, resolveMinutes: 120 };

export function dutyOf(changes: Partial<DutySettings>): DutySettings {
  return {
    zone: 'UTC',
    zones: {},
    people: [
      ...['ann', 'bob', 'dan'].map((id) => personOf(id, 'driver', 'cleaner')),
      personOf('tom', 'technician'),
      ...['sue', 'sam'].map((id) => personOf(id, 'supervisor')),
    ],
    shifts: [shiftOf('day', '06:00', '18:00'), shiftOf('night', '18:00', '06:00')],
    posts: [
      { area: 'town', role: 'driver', shift: 'day', a: 'ann', b: 'bob' },
      { area: 'town', role: 'technician', shift: 'day', a: 'tom' },
      { area: 'town', role: 'supervisor', shift: 'day', a: 'sue', b: 'sam' },
    ],
    absences: [],
    limits: { notice: LIMITS, warning: LIMITS, critical: LIMITS },
    routes: { full: ['driver', 'cleaner'], device: ['technician'], reported: ['cleaner', 'driver'] },
    ...changes,
  };
}

export function deskOf(changes: Partial<DutySettings> = {}): EscalationDesk {
  const duty = dutyOf(changes);
  const serviceTime = { hours: [{ from: '06:00', to: '22:00' }], zone: 'UTC' };
  return { duty, roster: createRoster(duty, pathOf), serviceTime };
}

export function alertOf(firedAt: number, changes: Partial<Alert> = {}): Alert {
  return {
    id: 'bin-full/ts-1/food.1',
    identity: 'bin-full/ts-1/food',
    rule: 'bin-full',
    kind: 'full',
    station: 'ts-1',
    grid: 'grid-1',
    stream: 'food',
    state: 'firing',
    severity: 'warning',
    binIds: ['food-1'],
    since: firedAt,
    firedAt,
    reopened: 0,
    reports: 0,
    nextEvent: 1,
    ...changes,
  };
}
