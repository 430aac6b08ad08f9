// Vitest's reporter of `npm run test:faults`: one table at the end; with HUB_TEST_TABLE=FILE also in that file, where
// it stands between its marks.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { type TestedCase, tableOf, testedLines, withLines } from './fault-table.ts';

const ROOT = join(import.meta.dirname, '../..');

export class FaultReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const facts = {
      seed: process.env.HUB_TEST_SEED ?? '',
      date: new Date().toISOString().slice(0, 10),
      commit: commit(),
    };
    const lines = testedLines(modules.flatMap(casesOf), facts);
    console.log(`\n${tableOf(lines)}\n`);
    const file = process.env.HUB_TEST_TABLE;
    if (!file) return;
    const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
    writeFileSync(file, withLines(page, lines));
    console.log(`written to ${file}`);
  }
}

function casesOf(module: TestModule): TestedCase[] {
  return [...module.children.allTests()].map((test) => ({
    file: relative(ROOT, module.moduleId),
    name: test.fullName,
    state: test.result().state,
    durationMs: test.diagnostic()?.duration ?? 0,
    figures: test.meta().figures ?? {},
  }));
}

/** Of the code that was tested; with a + when files were changed since. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short', 'HEAD') + (changed ? '+' : '');
  } catch {
    return 'unknown';
  }
}
