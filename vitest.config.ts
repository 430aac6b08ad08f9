import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Deadlines, no waits: on a machine that is busy with four files at once, and perhaps with more, a minute is soon gone.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/seeded-properties.ts'],
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // More than there may be cores: most of what the tests of whole hubs do is wait.
    maxWorkers: 4,
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
          exclude: ['test/e2e/**'],
          globalSetup: 'test/support/built-hub.ts',
        },
      },
      {
        extends: true,
        // The console in a real browser.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/built-hub.ts',
        },
      },
    ],
  },
});
