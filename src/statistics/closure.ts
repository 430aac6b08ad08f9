// How cases are closed: 销号率, 按期办结率, 响应时长, 处置时长, with numerator and denominator. Official formulas for the town
// were not found: these are working definitions of our own, in the form of 处置率 and 按期处置率 of CJ/T 292-2008
// (绩效评价): what was done, and what was done in time, over what should have been done in the period.
import { quantile } from './quantile.ts';

/** A case as far as its closing is concerned. Times are milliseconds since 1970 UTC. */
export interface ClosureCase {
  grid: string;
  rule: string;
  /** Who was to handle it; absent: nobody was on duty and nobody took it. */
  person?: string;
  /** The shift in which it was found. */
  shift?: string;
  foundAt: number;
  acceptedAt?: number;
  /** When it had to be closed; absent: no limit runs. */
  dueAt?: number;
  /** When it was last postponed. */
  postponedAt?: number;
  reopened: number;
  /** Absent while it is open. */
  end?: CaseEnd;
}

export interface CaseEnd {
  at: number;
  /** It cannot have been before this; absent: the time is exact. */
  notBefore?: number;
  /**
   * `closed`; `without-evidence`: by a person, while a sensor watches and did not show it; `void`: it was no case;
   * `superseded`: it went on as another case.
   */
  how: 'closed' | 'without-evidence' | 'void' | 'superseded';
}

export interface Ratio {
  numerator: number;
  denominator: number;
  /** Null without a denominator. */
  rate: number | null;
}

/** By the clock, not in service time. */
export interface Duration {
  cases: number;
  medianMinutes: number | null;
  p90Minutes: number | null;
}

export interface Closure {
  /** 销号率: closed by the end of the period / due in it. */
  closureRate: Ratio;
  /** 按期办结率: closed by their due time / due in the period. What cannot be decided counts as in time. */
  inTimeRate: Ratio;
  /** Of those in time, how many were so only because it cannot be decided. */
  undecided: number;
  /** 响应时长, found -> accepted, of those accepted in the period. */
  responseTime: Duration;
  /** 处置时长, found -> closed, of those closed in the period. */
  handlingTime: Duration;
  /** Due in the period and not closed by its end; with the next and the closed ones they make up those due. */
  overdueOpen: number;
  /** Due in the period, closed by a person while no sensor showed it: not in the numerators. */
  closedWithoutEvidence: number;
  /** Due in the period, and closed at least twice. */
  reopened: number;
  /** In the period; they count as due where they are due then. */
  postponed: number;
  /** Ended so in the period; they are never due. */
  void: number;
  superseded: number;
}

/** Half-open [from, to). */
export interface ClosurePeriod {
  from: number;
  to: number;
}

export interface ClosureReader {
  /** Cases that can count in the period: those whose alerts said something in it or within a week before. */
  cases(query: ClosurePeriod & { grids: readonly string[] }): Promise<ClosureCase[]>;
}

const MINUTE_MS = 60_000;

/** The state of things at the end of the period: what happened later does not change it. */
export function closure(cases: readonly ClosureCase[], period: ClosurePeriod): Closure {
  const known = cases.map((one) => asOf(one, period.to));
  const isIn = (at: number | undefined) => at !== undefined && period.from <= at && at < period.to;
  const endedAs = (how: CaseEnd['how']) => known.filter(({ end }) => end?.how === how);
  const due = known.filter((one) => isIn(one.dueAt) && isCase(one));
  const closed = due.filter(({ end }) => end?.how === 'closed');
  const inTime = closed.filter(isInTime);

  return {
    closureRate: ratio(closed.length, due.length),
    inTimeRate: ratio(inTime.length, due.length),
    undecided: inTime.filter(isUndecided).length,
    responseTime: duration(known.filter((one) => isCase(one) && isIn(one.acceptedAt)).map(responseMs)),
    handlingTime: duration(
      endedAs('closed')
        .filter(({ end }) => isIn(end?.at))
        .map(handlingMs),
    ),
    overdueOpen: due.filter(({ end }) => end === undefined).length,
    closedWithoutEvidence: due.filter(({ end }) => end?.how === 'without-evidence').length,
    reopened: due.filter(({ reopened }) => reopened > 0).length,
    postponed: known.filter((one) => isIn(one.postponedAt)).length,
    void: endedAs('void').filter(({ end }) => isIn(end?.at)).length,
    superseded: endedAs('superseded').filter(({ end }) => isIn(end?.at)).length,
  };
}

export const CLOSURE_GROUPS = ['grid', 'person', 'rule', 'shift'] as const;
export type ClosureGroup = (typeof CLOSURE_GROUPS)[number];

export interface GroupClosure extends Closure {
  /** Id of the grid, person, rule or shift; absent: of those that have none. */
  key?: string;
}

/** In order of the key, those without one last. Every case is in exactly one group. */
export function closureBy(
  cases: readonly ClosureCase[],
  group: ClosureGroup,
  period: ClosurePeriod,
): GroupClosure[] {
  const groups = new Map<string | undefined, ClosureCase[]>();
  for (const one of cases) groups.set(one[group], [...(groups.get(one[group]) ?? []), one]);
  return [...groups]
    .sort(([a], [b]) => Number(a === undefined) - Number(b === undefined) || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([key, members]) => ({ ...(key !== undefined && { key }), ...closure(members, period) }));
}

/** As it stood before an instant. */
function asOf(one: ClosureCase, to: number): ClosureCase {
  const { end, acceptedAt, ...others } = one;
  return {
    ...others,
    ...(end && end.at < to && { end }),
    ...(acceptedAt !== undefined && acceptedAt < to && { acceptedAt }),
  };
}

/** What turned out to be none is never due. */
function isCase({ end }: ClosureCase): boolean {
  return end?.how !== 'void' && end?.how !== 'superseded';
}

function isInTime({ end, dueAt = Number.POSITIVE_INFINITY }: ClosureCase): boolean {
  return end !== undefined && (end.notBefore ?? end.at) <= dueAt;
}

function isUndecided({ end, dueAt = Number.POSITIVE_INFINITY }: ClosureCase): boolean {
  return end?.notBefore !== undefined && end.notBefore <= dueAt && dueAt < end.at;
}

function responseMs({ foundAt, acceptedAt = foundAt }: ClosureCase): number {
  return acceptedAt - foundAt;
}

function handlingMs({ foundAt, end }: ClosureCase): number {
  return (end?.at ?? foundAt) - foundAt;
}

/** A clock that was set back makes no negative time. */
function duration(lengthsMs: readonly number[]): Duration {
  const minutes = lengthsMs.map((length) => Math.max(0, length) / MINUTE_MS);
  return {
    cases: minutes.length,
    medianMinutes: quantile(minutes, 0.5) ?? null,
    p90Minutes: quantile(minutes, 0.9) ?? null,
  };
}

function ratio(numerator: number, denominator: number): Ratio {
  return { numerator, denominator, rate: denominator > 0 ? numerator / denominator : null };
}
