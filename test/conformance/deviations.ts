// The tables of docs/conformance.md: one row for each case in which the hub does something else than is asked.
import type { Case } from './case.ts';

/** Of the embedded broker itself, whatever the rules. */
export function brokerRows(cases: readonly Case[]): string[] {
  return cases.flatMap(({ clause, what, standard, hub, mosquitto = standard, why = '' }) =>
    hub === undefined ? [] : [row(clause, what, code(standard), code(hub), code(mosquitto), why)],
  );
}

/** Of the hub's rules, on top of that. */
export function ruleRows(cases: readonly Case[]): string[] {
  return cases.flatMap(({ clause, what, standard, hub = standard, station, why = '' }) =>
    station === undefined ? [] : [row(clause, what, code(hub), code(station), why)],
  );
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function code(answer: string): string {
  return `\`${answer}\``;
}
