import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    setupFiles: ['test/support/seeded-properties.ts'],
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'parts', include: ['src/**/*.test.ts', 'simulators/**/*.test.ts'] },
      },
      {
        extends: true,
        // Some of them run the product as users do: as a process, from dist/.
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          globalSetup: 'test/support/built-hub.ts',
          testTimeout: 90_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
