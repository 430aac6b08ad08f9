// The first start of the hub as an operator sees it, and `dropoff-hub user` with and without a running hub.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHubFolder, type HubFolder, killAll, launch, startHubProcess } from '../support/hub-process.ts';

let folder: HubFolder;
beforeEach(async () => {
  folder = await createHubFolder({ settings: { http: { openOnLoopback: false } } });
});
afterEach(async () => {
  await killAll();
  await folder.remove();
});

async function command(line: string, typed?: string): Promise<string> {
  const { child, ended } = launch(folder, line.split(' '));
  child.stdin?.end(typed);
  const { code, out, err } = await ended;
  if (code !== 0) throw new Error(`${line}: exit code ${code}: ${err}`);
  return out.trim();
}

async function mayEnter(http: string, name: string, password: string): Promise<boolean> {
  const response = await fetch(`${http}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  return response.status === 200;
}

it('the first start says once how to sign in, in plain words and not in the log', async () => {
  const first = await startHubProcess(folder);
  const password = (await readFile(join(folder.data, 'admin-password'), 'utf8')).trim();
  await expect.poll(() => first.output.out).toContain('First sign-in');
  expect(first.output.out.split('\n')).toContain(`Console: ${first.http}`);
  expect(first.output.out.split(password)).toHaveLength(2);
  expect(JSON.stringify(first.log())).not.toContain(password);
  expect(await mayEnter(first.http, 'admin', password)).toBe(true);
  await first.end('SIGKILL');

  const second = await startHubProcess(folder);
  await expect.poll(() => second.output.out).toContain('First sign-in: admin, with the password in ');
  expect(second.output.out).not.toContain(password);
  const other = await command('user reset admin');
  expect(await mayEnter(second.http, 'admin', password)).toBe(false);
  expect(await mayEnter(second.http, 'admin', other)).toBe(true);
});

it('users are added without a hub, and sign in to the one that starts then', async () => {
  await command('area add town --name 镇');
  const made = await command('user add li.wei --role staff --area town');
  await command('user add zhou --role manager --ask-password', 'tea at the east gate\n');
  const hub = await startHubProcess(folder);
  expect(await mayEnter(hub.http, 'li.wei', made)).toBe(true);
  expect(await mayEnter(hub.http, 'zhou', 'tea at the east gate')).toBe(true);
  expect(await command('user list')).toBe(
    'admin  admin  whole town\nli.wei  staff  town\nzhou  manager  whole town',
  );
  await expect(command('user add li.wei --role staff')).rejects.toThrow('there is one already');
});
