// What a trial of rules found, as text: by rule and by station, and against the present rules where others were tried.
import { RULE_IDS } from '../watch/rules/rule.ts';
import type { TrialAlert } from './try-rules.ts';

/** A reading of levels and deposits tells nothing of these. */
const UNTRIED =
  'Not tried, because recorded levels and deposits do not tell: hazard, station-clock, station-message-faults.';
const BY_SILENCE = 'station-offline is tried by silence alone. Times are right to a few minutes.';

export interface TrialResult {
  /** E.g. `7 days until 2026-11-24T10:00:00.000Z: 24 stations, 81234 readings`. */
  basis: string;
  present: readonly TrialAlert[];
  /** By the rules of the other folder, where one was named. */
  other?: { folder: string; alerts: readonly TrialAlert[] };
}

export function reportOf({ basis, present, other }: TrialResult): string {
  const tried = other?.alerts ?? present;
  const lines = [
    basis,
    '',
    ...table(['rule', ...COLUMNS, ...(other ? ['present', 'change'] : [])], byRule(tried, other && present)),
    '',
    ...table(['station', 'rule', 'stream', ...COLUMNS], byStation(tried)),
    ...(other ? ['', ...differences(present, other)] : []),
    '',
    UNTRIED,
    BY_SILENCE,
  ];
  return lines.join('\n');
}

const COLUMNS = ['alerts', 'hidden', 'reopened', 'open median', 'longest', 'still open'];

function byRule(alerts: readonly TrialAlert[], before?: readonly TrialAlert[]): string[][] {
  return RULE_IDS.flatMap((id) => {
    const [now, then] = [alerts, before ?? []].map((list) => list.filter(({ rule }) => rule === id));
    if (!now || !then || now.length + then.length === 0) return [];
    const change = now.length - then.length;
    const compared = before ? [String(then.length), change > 0 ? `+${change}` : String(change)] : [];
    return [[id, ...figuresOf(now), ...compared]];
  });
}

function byStation(alerts: readonly TrialAlert[]): string[][] {
  const groups = new Map<string, TrialAlert[]>();
  for (const alert of alerts) {
    const key = [alert.station, alert.rule, alert.stream ?? '-'].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, list]) => [...key.split(' '), ...figuresOf(list)]);
}

function figuresOf(alerts: readonly TrialAlert[]): string[] {
  const open = alerts.map(({ openMs }) => openMs).sort((a, b) => a - b);
  const count = (is: (alert: TrialAlert) => boolean) => String(alerts.filter(is).length);
  return [
    String(alerts.length),
    count(({ hidden }) => hidden),
    String(alerts.reduce((sum, { reopened }) => sum + reopened, 0)),
    durationText(open[Math.floor((open.length - 1) / 2)]),
    durationText(open.at(-1)),
    count(({ ended }) => ended === undefined),
  ];
}

/** Two alerts are the same matter when they are about the same and were open at the same time. */
function differences(
  present: readonly TrialAlert[],
  { folder, alerts }: NonNullable<TrialResult['other']>,
): string[] {
  const onlyIn = (some: readonly TrialAlert[], others: readonly TrialAlert[]) =>
    some.filter((alert) => !others.some((other) => isSameMatter(alert, other))).map(lineOf);
  return [
    `Only with ${folder}:`,
    ...orNone(onlyIn(alerts, present)),
    'Only with the present rules:',
    ...orNone(onlyIn(present, alerts)),
  ];
}

function isSameMatter(one: TrialAlert, other: TrialAlert): boolean {
  if (one.rule !== other.rule || one.station !== other.station || one.stream !== other.stream) return false;
  return one.firedAt <= other.firedAt + other.openMs && other.firedAt <= one.firedAt + one.openMs;
}

function lineOf({ rule, station, stream, firedAt, openMs, ended, severity }: TrialAlert): string {
  const end = ended ?? 'still open';
  const what = stream === undefined ? station : `${station} ${stream}`;
  return `  ${new Date(firedAt).toISOString()}  ${rule}  ${what}  ${severity}  ${durationText(openMs)}  ${end}`;
}

function orNone(lines: string[]): string[] {
  return lines.length > 0 ? lines : ['  none'];
}

function durationText(ms: number | undefined): string {
  if (ms === undefined) return '-';
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['No alert.'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
