// Who is on duty, as the API tells it: now, and who people are by their ids. Pure but for the asking.
import { type ShallowRef, shallowRef } from 'vue';
import type { Severity } from '../../model/alert-event.ts';
import { ask } from '../api/ask.ts';

export const DUTY_ROLES = ['driver', 'cleaner', 'technician', 'sorting-guide', 'supervisor'] as const;
export type DutyRole = (typeof DUTY_ROLES)[number];

export interface Person {
  id: string;
  name: string;
}

export interface Turn {
  area: string;
  role: DutyRole;
  /** Absent: around the clock. */
  shift?: string;
  a: Person;
  b?: Person;
  from: string;
  until: string;
}

export interface Gap {
  area: string;
  kind: 'hazard' | 'full' | 'device' | 'reported';
  from: string;
  until: string;
  /** 0: nobody need be there. */
  serviceMinutes: number;
}

/** Minutes of service time since an alert was found; of hazards, minutes by the clock. */
export interface Limits {
  /** Not accepted by then: the second person is asked. */
  acknowledgeMinutes: number;
  /** Not accepted by then: the supervisor is asked. */
  supervisorMinutes: number;
  /** Not closed by then: overdue. */
  resolveMinutes: number;
}

export interface Duty {
  items: Turn[];
  gaps: Gap[];
  limits?: Record<Severity, Limits>;
}

export interface DutyQuestion {
  area?: string | undefined;
  from?: string;
  to?: string;
}

export function askDuty({ area, from, to }: DutyQuestion, signal?: AbortSignal): Promise<Duty> {
  return ask<Duty>('GET', '/api/v1/duty', { query: { area, from, to }, ...(signal && { signal }) });
}

export function isNow({ from, until }: Pick<Turn, 'from' | 'until'>, now: number): boolean {
  return Date.parse(from) <= now && now < Date.parse(until);
}

/** Those in which somebody would have to be there, the soonest first. */
export function gapsThatMatter(gaps: readonly Gap[]): Gap[] {
  return gaps
    .filter(({ serviceMinutes }) => serviceMinutes > 0)
    .sort(
      (one, other) => Date.parse(one.from) - Date.parse(other.from) || one.kind.localeCompare(other.kind),
    );
}

/** By role, in the order in which roles are asked; then by area. */
export function byRole(one: Turn, other: Turn): number {
  return (
    DUTY_ROLES.indexOf(one.role) - DUTY_ROLES.indexOf(other.role) ||
    one.area.localeCompare(other.area) ||
    one.from.localeCompare(other.from)
  );
}

/** Each person once, with what they are on duty as; the first persons before the second. */
export interface Candidate extends Person {
  role: DutyRole;
  place: 'a' | 'b';
}

export function candidatesOf(turns: readonly Turn[]): Candidate[] {
  const ordered = turns.toSorted(byRole);
  const all = (['a', 'b'] as const).flatMap((place) =>
    ordered.flatMap((turn): Candidate[] => {
      const person = turn[place];
      return person ? [{ id: person.id, name: person.name, role: turn.role, place }] : [];
    }),
  );
  const first = new Map<string, Candidate>();
  for (const candidate of all) if (!first.has(candidate.id)) first.set(candidate.id, candidate);
  return [...first.values()];
}

export interface KnownDuty {
  /** Undefined until it is known. */
  duty: Readonly<ShallowRef<Duty | undefined>>;
  load(area: string | undefined): Promise<void>;
  /** As people know them; the id itself of whoever has no turn these days. */
  nameOf(id: string): string;
}

const DAY_MS = 86_400_000;

/** Of a day before and after now: those who took a case last night have names too. */
export function useDuty(): KnownDuty {
  const duty = shallowRef<Duty>();
  const names = new Map<string, string>();
  return {
    duty,
    nameOf: (id) => names.get(id) ?? id,
    async load(area) {
      const now = Date.now();
      const [from, to] = [now - DAY_MS, now + DAY_MS].map((at) => new Date(at).toISOString());
      const next = await askDuty({ area, ...(from && { from }), ...(to && { to }) });
      for (const { a, b } of next.items) for (const one of b ? [a, b] : [a]) names.set(one.id, one.name);
      duty.value = next;
    },
  };
}
