// What a manager does at a desk: how the cases of the day were closed. (What an administrator does: admin-desk.)
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { words as closure } from '../../src/console/pages/closure/words/zh-CN.ts';
import { CHROMIUM, openBrowser, visit } from '../support/browser.ts';
import { type ConsoleHub, startConsoleHub } from '../support/console-hub.ts';
import { fillTown } from '../support/console-town.ts';
import { notInstalled } from '../support/real-tools.ts';

describe.skipIf(notInstalled(CHROMIUM))('a manager', () => {
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

  it('reads how the cases of the day were closed, and takes them along', async () => {
    const { page, faults, close } = await visit(browser, { http: hub.http, screen: 'desk' });
    await hub.signIn(page, 'manager');
    await page.goto(`${hub.http}/closure`);
    await page.getByRole('row').filter({ hasText: '东网格' }).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByText(closure.csv).click();
    expect(await readFile(await (await downloading).path(), 'utf8')).toContain('东网格');
    expect(faults).toEqual([]);
    await close();
  });
});
