// `dropoff-hub station check ID`: everything that is wrong with one station, with what to do about it.
import type { Command } from 'commander';
import { systemClock } from '../model/clock.ts';
import type { Finding } from './finding.ts';
import { askFacts, type StationFacts } from './station-facts.ts';
import { findingsOf } from './station-findings.ts';
import { withRunningHub } from './with-running-hub.ts';

const WIDTH = 18;
const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' };

export function addStationCheck(station: Command): void {
  station
    .command('check <id>')
    .description('what is wrong with one station, and what to do; exit code 1 when something is')
    .option('--json', 'the findings as JSON')
    .action((id: string, { json }: { json?: boolean }) =>
      withRunningHub(`check ${id}`, async (hub) => {
        const facts = await askFacts(hub, id);
        const findings = findingsOf(facts, systemClock.now());
        console.log(json ? JSON.stringify(findings, undefined, 2) : reportText(facts, findings));
        if (findings.some(isWrong)) process.exitCode = 1;
      }),
    );
}

function reportText({ registration, service }: StationFacts, findings: readonly Finding[]): string {
  const name = service ? `  ${service.station.name} (${service.station.grid})` : '';
  return [`${registration.station}${name}`, '', ...findings.flatMap(lines), '', summary(findings)].join('\n');
}

function lines({ state, what, says, todo }: Finding): string[] {
  const first = `${MARKS[state]}  ${what.padEnd(WIDTH)}  ${says}`;
  return todo === undefined ? [first] : [first, `${' '.repeat(WIDTH + 7)}  -> ${todo}`];
}

function summary(findings: readonly Finding[]): string {
  const count = findings.filter(isWrong).length;
  if (count === 0) return 'Nothing is wrong.';
  return count === 1 ? 'One thing is wrong.' : `${count} things are wrong; begin with the first.`;
}

function isWrong({ state }: Finding): boolean {
  return state === 'wrong';
}
