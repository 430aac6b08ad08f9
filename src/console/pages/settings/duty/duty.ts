// The duty plan as the API tells it, for the week ahead.

interface Person {
  id: string;
  name: string;
}

export interface Turn {
  area: string;
  role: string;
  shift?: string;
  a: Person;
  b?: Person;
  from: string;
  until: string;
}

export interface Gap {
  area: string;
  kind: string;
  from: string;
  until: string;
  /** In which limits run; 0: nobody need be there. */
  serviceMinutes: number;
}

export interface Limits {
  acknowledgeMinutes: number;
  supervisorMinutes: number;
  resolveMinutes: number;
}

export interface DutyAnswer {
  items: Turn[];
  gaps: Gap[];
  limits: Record<'notice' | 'warning' | 'critical', Limits>;
}

const DAY_MS = 86_400_000;
export const DAYS_AHEAD = 7;

export function weekAhead(now: number): { from: number; to: number } {
  return { from: now, to: now + DAYS_AHEAD * DAY_MS };
}

/** Of the whole plan, who is on duty at the moment. */
export function turnsAt(turns: readonly Turn[], now: number): Turn[] {
  return turns.filter(({ from, until }) => Date.parse(from) <= now && now < Date.parse(until));
}

/** Gaps in which somebody should be there, the earliest first. */
export function realGaps(gaps: readonly Gap[]): Gap[] {
  return gaps.filter(({ serviceMinutes }) => serviceMinutes > 0).sort((a, b) => (a.from < b.from ? -1 : 1));
}
