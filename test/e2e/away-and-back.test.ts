// A telephone without a network, and back; another language; somebody who is not signed in.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { words as english } from '../../src/console/pages/alerts/words/en.ts';
import { words } from '../../src/console/pages/alerts/words/zh-CN.ts';
import { words as refusals } from '../../src/console/words/zh-CN.ts';
import { glossary } from '../../src/model/glossary/zh-CN.ts';
import { CHROMIUM, openBrowser, visit } from '../support/browser.ts';
import { type ConsoleHub, PEOPLE, startConsoleHub } from '../support/console-hub.ts';
import { fillTown } from '../support/console-town.ts';
import { notInstalled } from '../support/real-tools.ts';
import { full } from '../support/seed.ts';

describe.skipIf(notInstalled(CHROMIUM))('the console', () => {
  let browser: Browser;
  let hub: ConsoleHub;

  beforeAll(async () => {
    [browser, hub] = await Promise.all([openBrowser(), startConsoleHub()]);
    await fillTown(hub);
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.remove();
  });

  it('shows without a network what it last knew, with its age, and changes nothing; then it goes on', async () => {
    const { page, context, close } = await visit(browser, { http: hub.http });
    await hub.signIn(page, 'staff');
    const card = page.getByRole('article').filter({ hasText: '站 ts-001' });
    await card.waitFor();
    // The page itself is kept by its service worker once that has taken over.
    await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);
    await page.reload();
    await card.waitFor();

    await context.setOffline(true);
    await page.getByText(words.offline).waitFor();
    expect(await card.getByRole('button', { name: words.deeds.accept }).isDisabled()).toBe(true);
    await page.reload();
    await card.waitFor();
    await page.getByText(words.offline).waitFor();

    await context.setOffline(false);
    await card.getByRole('button', { name: words.deeds.accept, disabled: false }).click();
    await card.getByText(glossary.standings.accepted).waitFor();
    await close();
  });

  it('speaks the other language at once, and the next time as well', async () => {
    const { page, faults, close } = await visit(browser, { http: hub.http, screen: 'desk' });
    await hub.signIn(page, 'viewer');
    await page.getByRole('heading', { name: words.title, exact: true }).waitFor();
    await page.goto(`${hub.http}/my-account`);
    await page.getByText('English').click();
    await page.goto(`${hub.http}/alerts`);
    await page.getByRole('heading', { name: english.title, exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: english.title, exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    expect(faults).toEqual([]);
    await close();
  });

  it('leads who is not signed in to the sign-in page and, after a wrong password, lets them try again', async () => {
    const { page, close } = await visit(browser, { http: hub.http });
    await page.goto(`${hub.http}/stations`);
    await page.locator('input[name=name]').fill('li');
    await page.locator('input[name=password]').fill('not the password');
    await page.locator('input[name=password]').press('Enter');
    await page.getByText(refusals.problems['sign-in-failed']).waitFor();
    await hub.signIn(page, 'staff');
    await close();
  });

  it('leads to the sign-in page when the session was ended elsewhere, and keeps nothing of it', async () => {
    const { page, close } = await visit(browser, { http: hub.http });
    await hub.signIn(page, 'manager');
    await page.getByRole('article').first().waitFor();
    await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);
    await page.reload();
    await expect.poll(() => page.evaluate("caches.has('answers')")).toBe(true);

    await hub.asAdmin('POST', `/api/v1/users/${PEOPLE.manager.name}/reset-password`, {});
    // The hub looks each quarter of a minute whether those who read the event stream still may: too long for each run.
    if (!full) await page.reload();
    await page.locator('input[name=password]').waitFor({ timeout: 60_000 });
    expect(await page.evaluate("caches.has('answers')")).toBe(false);
    await close();
  });

  it('offers a viewer nothing that a viewer may not do', async () => {
    const { page, faults, close } = await visit(browser, { http: hub.http });
    await hub.signIn(page, 'viewer');
    const card = page.getByRole('article').filter({ hasText: '站 ts-001' });
    await card.waitFor();
    expect(await card.getByRole('button').count()).toBe(0);
    // By its address one comes to any page: it says so, shows no form, and the hub is asked for nothing.
    for (const path of ['/report', '/rejections', '/refused', '/settings/users']) {
      await page.goto(hub.http + path);
      await page.getByText(refusals.problems.forbidden).waitFor();
      expect(await page.locator('main').locator('input, select, button').count()).toBe(0);
    }
    expect(faults).toEqual([]);
    await close();
  });
});
