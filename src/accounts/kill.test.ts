// A hub that is killed while it writes: what it had said to be on disk is there, and the next start goes on from it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccountsUnderTest, openAccountsUnderTest } from './accounts.test-support.ts';

let hub: AccountsUnderTest;
beforeEach(async () => {
  hub = await openAccountsUnderTest();
  await hub.accounts.addUser({ name: 'li.wei', role: 'staff' }, 'tea at the east gate');
});
afterEach(() => hub.remove());

/** Runs `kill.test-support.ts` on the folder, kills it after so many lines; resolves to the lines. */
async function killedAfter(lines: number): Promise<string[]> {
  const writer = fileURLToPath(new URL('./kill.test-support.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', writer, hub.folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

test('trail, sessions and passwords survive kill -9', async () => {
  await hub.accounts.close();
  await hub.state.close();
  const said = (await killedAfter(150)).map((line) => JSON.parse(line));
  await hub.reopen();

  const noted = said.filter(({ kind }) => kind === 'trail').map(({ target }) => target);
  const kept = [...hub.accounts.audit.list()].reverse();
  expect(noted.length).toBeGreaterThan(50);
  expect(kept.map(({ target }) => target).slice(0, noted.length)).toEqual(noted);
  expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, n) => n + 1));
  await hub.accounts.audit.add({ ...(kept.at(-1) ?? expect.unreachable()), target: 'after' });
  expect([...hub.accounts.audit.list({})][0]).toMatchObject({ target: 'after', seq: kept.length + 1 });

  const passwords = said.filter(({ kind }) => kind === 'password').map(({ password }) => password);
  const tokens = said.filter(({ kind }) => kind === 'session').map(({ token }) => token);
  expect(passwords.length).toBeGreaterThan(10);
  // The change that was under way when the process died may have been written, or not; nothing between.
  const isIn = (token: string) => hub.accounts.requesterOf(token) !== undefined;
  expect(tokens.slice(0, -1).map(isIn)).toEqual(tokens.slice(0, -1).map(() => false));
  for (const password of passwords.slice(0, -1))
    expect(
      await hub.accounts.signIn('li.wei', password, `192.0.2.${passwords.indexOf(password)}`),
    ).toMatchObject({
      ok: false,
      reason: 'wrong',
    });
});
