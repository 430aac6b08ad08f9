// What a test of faults found that is worth telling: printed, and kept beside its result for the table of
// `npm run test:faults`.
import { TestRunner } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    figures?: Record<string, string>;
  }
}

/** Of the test that runs now, e.g. `figure('acknowledged', 1_234)`. A later one of the same name replaces it. */
export function figure(name: string, value: number | string): void {
  const text = typeof value === 'number' ? value.toLocaleString('en') : value;
  console.log(`${name}: ${text}`);
  const test = TestRunner.getCurrentTest();
  if (test) test.meta.figures = { ...test.meta.figures, [name]: text };
}
