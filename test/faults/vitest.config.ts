// `npm run test:faults`: the full tier of everything on the list, what is measured against the clock by itself, file
// after file; `npm run test:soak`: what takes half an hour and more.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { FaultReport } from '../support/fault-report.ts';
import { FAULTS, type Fault } from './list.ts';

process.env.HUB_TEST_FULL ??= '1';
// One for all files, so that the table can name it.
process.env.HUB_TEST_SEED ??= `${Date.now() % 1_000_000}`;

function filesThat(runs: Fault['runs']): string[] {
  return FAULTS.filter((fault) => fault.runs === runs).flatMap(({ tests }) => tests.map(([file]) => file));
}

const alone = filesThat('alone');
const others = filesThat(undefined).filter((file) => !alone.includes(file));
const groups =
  process.env.HUB_TEST_LONG === '1'
    ? [{ name: 'long', include: filesThat('long'), maxWorkers: 2 }]
    : [
        { name: 'alone', include: alone, maxWorkers: 1 },
        // Most of what they do is wait.
        { name: 'others', include: others, maxWorkers: 3 },
      ];

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    globalSetup: 'test/support/built-hub.ts',
    setupFiles: ['test/support/seeded-properties.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: 'forks',
    reporters: ['default', new FaultReport()],
    projects: groups.map((group, groupOrder) => ({
      extends: true as const,
      test: { ...group, sequence: { groupOrder } },
    })),
  },
});
