// `npm run test:faults`: the full tier of everything on the list, file after file, so that nothing disturbs what is
// measured; `npm run test:soak`: what takes half an hour and more, which may run beside it.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { FaultReport } from '../support/fault-report.ts';
import { FAULTS } from './list.ts';

const isLong = process.env.HUB_TEST_LONG === '1';
process.env.HUB_TEST_FULL ??= '1';
// One for all files, so that the table can name it.
process.env.HUB_TEST_SEED ??= `${Date.now() % 1_000_000}`;

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: FAULTS.filter(({ long = false }) => long === isLong).flatMap(({ tests }) =>
      tests.map(([file]) => file),
    ),
    globalSetup: 'test/support/built-hub.ts',
    setupFiles: ['test/support/seeded-properties.ts'],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: isLong ? 2 : 1,
    reporters: ['default', new FaultReport()],
  },
});
