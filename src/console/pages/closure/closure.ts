// How cases were closed, as the API answers it, and as rows of a table. Pure.
import type { Cell } from './csv.ts';

export type ClosureGroup = 'grid' | 'person' | 'rule' | 'shift';

interface Ratio {
  numerator: number;
  denominator: number;
  /** 0..1; null without a denominator. */
  rate: number | null;
}

interface Duration {
  cases: number;
  medianMinutes: number | null;
  p90Minutes: number | null;
}

export interface Closure {
  closureRate: Ratio;
  inTimeRate: Ratio;
  responseTime: Duration;
  handlingTime: Duration;
  undecided: number;
  overdueOpen: number;
  closedWithoutEvidence: number;
  reopened: number;
  postponed: number;
  void: number;
  superseded: number;
}

export interface GroupClosure extends Closure {
  /** Absent: of those that have none. */
  key?: string;
}

export interface ClosureAnswer {
  area: string;
  from: string;
  to: string;
  totals: Closure;
  groups?: GroupClosure[];
}

/** Those that are counts. */
export const COUNTS = [
  'overdueOpen',
  'closedWithoutEvidence',
  'undecided',
  'reopened',
  'postponed',
  'void',
  'superseded',
] as const;

/** Words of the columns, by the figure; `count`, `median` and `p90` stand behind those of a duration. */
export interface TableWords {
  group: string;
  total: string;
  figure: (name: string) => string;
  median: string;
  p90: string;
  nameOf: (key: string | undefined) => string;
}

/** One row for each group, and one for all. Rates as they are, 0..1; durations in minutes. */
export function tableOf(
  { totals, groups = [] }: Pick<ClosureAnswer, 'totals' | 'groups'>,
  words: TableWords,
): Cell[][] {
  const { figure, median, p90 } = words;
  const rates = ['closureRate', 'inTimeRate'].flatMap((name) => [
    figure(name),
    `${figure(name)} n`,
    `${figure(name)} N`,
  ]);
  const times = ['responseTime', 'handlingTime'].flatMap((name) => [
    `${figure(name)} n`,
    `${figure(name)} ${median} min`,
    `${figure(name)} ${p90} min`,
  ]);
  const head = [words.group, ...rates, ...times, ...COUNTS.map(figure)];
  const rows = groups.map((group) => [words.nameOf(group.key), ...cellsOf(group)]);
  return [head, ...rows, [words.total, ...cellsOf(totals)]];
}

function cellsOf(closure: Closure): Cell[] {
  const { closureRate, inTimeRate, responseTime, handlingTime } = closure;
  return [
    ...[closureRate, inTimeRate].flatMap(({ rate, numerator, denominator }) => [
      rate,
      numerator,
      denominator,
    ]),
    ...[responseTime, handlingTime].flatMap(({ cases, medianMinutes, p90Minutes }) => [
      cases,
      medianMinutes,
      p90Minutes,
    ]),
    ...COUNTS.map((name) => closure[name]),
  ];
}
