// Programs of the system that some tests need. Where they are missing the tests are skipped and say so; with
// HUB_TEST_REAL=1 they run, and fail.
import { spawnSync } from 'node:child_process';

/** For `test.skipIf`. */
export function notInstalled(program: string): boolean {
  if (spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined) return false;
  if (process.env.HUB_TEST_REAL === '1') return false;
  console.log(`${program} is not installed: its tests are skipped`);
  return true;
}
