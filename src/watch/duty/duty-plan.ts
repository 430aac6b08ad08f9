// The duty plan of an area for a range of days: who is on duty when, and when nobody is. Cut out of the roster's own
// answers, so that plan and escalation cannot disagree.
import type { AlertKind } from '../alerts/alert.ts';
import { serviceMinutes } from '../rules/service-hours.ts';
import { DUTY_ROLES, type DutyRole, type DutySettings, type OnDuty, type ServiceTime } from './duty.ts';
import type { Roster } from './roster.ts';

export interface DutyPlan {
  /** By role, then by time; roles without a post are absent. */
  turns: OnDuty[];
  /** When nobody would answer an alert of a kind, by kind, then by time. */
  gaps: DutyGap[];
}

export interface DutyGap {
  kind: AlertKind;
  /** Milliseconds since 1970 UTC, half-open [from, until). */
  from: number;
  until: number;
  /** Minutes in which limits run: 0 where nobody need be there. */
  serviceMinutes: number;
}

export interface DutyQuestion {
  grid: string;
  /** Half-open [from, to). */
  from: number;
  to: number;
}

export interface DutyPlanDesk {
  roster: Roster;
  routes: DutySettings['routes'];
  /** Of the area. */
  serviceTime: ServiceTime;
}

const MINUTE_MS = 60_000;

export function dutyPlan(question: DutyQuestion, desk: DutyPlanDesk): DutyPlan {
  const { routes } = desk;
  const kinds: [AlertKind, readonly DutyRole[]][] = [
    ['hazard', DUTY_ROLES],
    ['full', routes.full],
    ['device', routes.device],
    ['reported', routes.reported],
  ];
  return {
    turns: DUTY_ROLES.flatMap((role) => turnsOf(role, question, desk.roster)),
    gaps: kinds.flatMap(([kind, roles]) => gapsOf(kind, roles, { ...question, ...desk })),
  };
}

/** Turns as they are worked: a later one ends one before it, an exception of an area further down cuts it out. */
function turnsOf(role: DutyRole, question: DutyQuestion, roster: Roster): OnDuty[] {
  const turns: OnDuty[] = [];
  for (const [from, until] of piecesOf([role], question, roster)) {
    const turn = roster.onDuty(question.grid, role, from);
    const before = turns.at(-1);
    if (!turn) continue;
    if (before?.until === from && isSameTurn(before, turn)) before.until = until;
    else turns.push({ ...turn, from, until });
  }
  return turns;
}

function gapsOf(
  kind: AlertKind,
  roles: readonly DutyRole[],
  { grid, from, to, roster, serviceTime }: DutyQuestion & DutyPlanDesk,
): DutyGap[] {
  const gaps: { from: number; until: number }[] = [];
  for (const [begin, end] of piecesOf(roles, { grid, from, to }, roster)) {
    if (roles.some((role) => roster.onDuty(grid, role, begin))) continue;
    const before = gaps.at(-1);
    if (before?.until === begin) before.until = end;
    else gaps.push({ from: begin, until: end });
  }
  const { hours, zone } = serviceTime;
  return gaps.map((gap) => ({
    kind,
    ...gap,
    serviceMinutes:
      kind === 'hazard'
        ? (gap.until - gap.from) / MINUTE_MS
        : serviceMinutes(hours, zone, { from: gap.from, to: gap.until }),
  }));
}

/** The range cut wherever somebody may come on duty or leave. */
function piecesOf(
  roles: readonly DutyRole[],
  { grid, from, to }: DutyQuestion,
  roster: Roster,
): [from: number, until: number][] {
  const cuts = new Set(roles.flatMap((role) => roster.changesOf(grid, role, { from, to })));
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.map((cut, i) => [cut, ordered[i + 1] ?? to]);
}

function isSameTurn(one: OnDuty, other: OnDuty): boolean {
  return one.area === other.area && one.shift === other.shift && one.a === other.a && one.b === other.b;
}
