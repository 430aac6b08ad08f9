// The table of the faults as markdown: one line each, written anew where a fault was tested, kept where it was not.
import { FAULTS, type Fault } from '../faults/list.ts';

export interface TestedCase {
  file: string;
  name: string;
  state: 'passed' | 'failed' | 'skipped' | 'pending';
  durationMs: number;
  figures: Record<string, string>;
}

/** Where and when the tests ran. */
export interface RunFacts {
  seed: string;
  date: string;
  commit: string;
}

const HEAD = [
  'fault',
  'what happens, and what must hold',
  'shown by',
  'result',
  'took',
  'found',
  'seed',
  'on',
];
const BEGIN = '<!-- faults: written by npm run test:faults -->';
const END = '<!-- faults end -->';
/** More tests than that are counted, not named. */
const NAMED = 2;

/** Lines of the faults all of whose files were run. */
export function testedLines(cases: readonly TestedCase[], facts: RunFacts): string[] {
  const files = new Set(cases.map(({ file }) => file));
  const tested = FAULTS.filter(({ tests }) => tests.every(([file]) => files.has(file)));
  return tested.map((fault) => lineOf(fault, casesOf(fault, cases), facts));
}

export function tableOf(lines: readonly string[]): string {
  return [row(HEAD), row(HEAD.map(() => '---')), ...lines].join('\n');
}

/** The page with these lines in the place of the old ones of the same faults. */
export function withLines(page: string, lines: readonly string[]): string {
  const [before = '', rest = ''] = page.split(BEGIN);
  const [old = '', after = ''] = rest.split(END);
  const known = new Map([...old.split('\n'), ...lines].map((line) => [nameIn(line), line]));
  const all = FAULTS.map((fault) => known.get(fault.name) ?? row([fault.name, fault.what]));
  return `${before}${BEGIN}\n${tableOf(all)}\n${END}${after}`;
}

/** The fault that a line of the table is about. */
export function nameIn(line: string): string | undefined {
  return /^\| (\S+) \|/.exec(line)?.[1];
}

function casesOf({ tests }: Fault, cases: readonly TestedCase[]): TestedCase[] {
  return tests.flatMap(([file, ...words]) =>
    cases.filter(
      (one) => one.file === file && (words.length === 0 || words.some((word) => one.name.includes(word))),
    ),
  );
}

function lineOf(fault: Fault, cases: readonly TestedCase[], { seed, date, commit }: RunFacts): string {
  const counts = (state: TestedCase['state']) => cases.filter((one) => one.state === state).length;
  const wrong = counts('failed') + counts('pending');
  const skipped = counts('skipped') > 0 ? `, ${counts('skipped')} skipped` : '';
  const passed = cases.length > 0 && wrong === 0 ? `passed${skipped}` : `**failed: ${wrong}**${skipped}`;
  const names = [...new Set(cases.map(({ name }) => name))];
  const figures = Object.entries(Object.assign({}, ...cases.map((one) => one.figures)) as object);
  return row([
    fault.name,
    fault.what,
    names.length > NAMED ? `${names.length} tests` : names.join('; '),
    passed,
    timeText(cases.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    figures.map(([name, value]) => `${name}: ${value}`).join('; '),
    seed,
    `${date}, ${commit}`,
  ]);
}

function row(cells: readonly string[]): string {
  const padded = HEAD.map((_, place) => (cells[place] ?? '').replaceAll('|', '\\|').replaceAll('\n', ' '));
  return `| ${padded.join(' | ')} |`;
}

function timeText(ms: number): string {
  const seconds = ms / 1_000;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}
