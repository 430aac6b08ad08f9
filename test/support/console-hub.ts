// A hub with a small town, and people who may sign in at its console.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type HubUnderTest, type HubUnderTestOptions, startHub } from './running-hub.ts';
import { townOf } from './town.ts';

export const STATIONS = ['ts-001', 'ts-002', 'ts-003'] as const;
export const PASSWORD = 'three bins and a lid';

export const PEOPLE = {
  manager: { name: 'chen', role: 'manager', person: '陈静' },
  staff: { name: 'li', role: 'staff', person: '李伟', area: 'east' },
  viewer: { name: 'zhao', role: 'viewer', person: '赵敏' },
} as const;
export type Signed = 'admin' | keyof typeof PEOPLE;

export interface ConsoleHub extends HubUnderTest {
  /** A changing request by the admin. Fails on anything that is refused. */
  asAdmin<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  signIn(page: Page, as: Signed): Promise<void>;
}

export async function startConsoleHub(options: HubUnderTestOptions = {}): Promise<ConsoleHub> {
  const hub = await startHub({
    declared: townOf(...STATIONS),
    alerts: { rules: { 'bin-full': { holdMinutes: 0 } } },
    duty: {
      people: [
        { id: 'li', name: '李伟', roles: ['driver'] },
        { id: 'wang', name: '王芳', roles: ['driver'] },
      ],
      posts: [{ area: 'town', role: 'driver', a: 'li', b: 'wang' }],
    },
    ...options,
    settings: { ...options.settings, http: { openOnLoopback: false } },
  });
  const adminPassword = (await readFile(join(hub.dataFolder, 'admin-password'), 'utf8')).trim();
  const asAdmin = await signedIn(hub.http, 'admin', adminPassword);
  for (const person of Object.values(PEOPLE))
    await asAdmin('POST', '/api/v1/users', { ...person, password: PASSWORD });

  return {
    ...hub,
    asAdmin,
    async signIn(page, as) {
      const name = as === 'admin' ? 'admin' : PEOPLE[as].name;
      await page.goto(hub.http);
      await page.locator('input[name=name]').fill(name);
      await page.locator('input[name=password]').fill(as === 'admin' ? adminPassword : PASSWORD);
      await page.locator('input[name=password]').press('Enter');
      await page.locator('input[name=password]').waitFor({ state: 'detached' });
    },
  };
}

async function signedIn(http: string, name: string, password: string): Promise<ConsoleHub['asAdmin']> {
  const session = `${http}/api/v1/session`;
  const json = { 'Content-Type': 'application/json' };
  const signedIn = await fetch(session, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ name, password }),
  });
  if (!signedIn.ok) throw new Error(`cannot sign in as ${name}: ${signedIn.status} ${await signedIn.text()}`);
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { csrfToken } = (await (await fetch(session, { headers: { cookie } })).json()) as {
    csrfToken: string;
  };
  return async (method, path, body) => {
    const headers = { ...json, cookie, 'X-CSRF-Token': csrfToken };
    const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(http + path, sent);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json().catch(() => undefined)) as never;
  };
}
