// What managers and administrators do at a desk: closure of the day, stations from a spreadsheet, a kiosk that knocked,
// a refused message taken in again.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { words as closure } from '../../src/console/pages/closure/words/zh-CN.ts';
import { words as refused } from '../../src/console/pages/refused/words/zh-CN.ts';
import { words as rejections } from '../../src/console/pages/rejections/words/zh-CN.ts';
import { stations as words } from '../../src/console/pages/settings/words/stations-zh-CN.ts';
import { words as common } from '../../src/console/words/zh-CN.ts';
import { CHROMIUM, openBrowser, type Visit, visit } from '../support/browser.ts';
import { type ConsoleHub, type Signed, startConsoleHub } from '../support/console-hub.ts';
import { fillTown } from '../support/console-town.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { notInstalled } from '../support/real-tools.ts';

const HEADER = 'id,name,grid,latitude,longitude,bins';

describe.skipIf(notInstalled(CHROMIUM))('at a desk', () => {
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

  /** Signed in and on that page; nothing may have gone wrong at the end. */
  async function at(path: string, as: Signed, work: (page: Visit['page']) => Promise<void>): Promise<void> {
    const { page, faults, close } = await visit(browser, { http: hub.http, screen: 'desk' });
    await hub.signIn(page, as);
    await page.goto(hub.http + path);
    await work(page);
    expect(faults).toEqual([]);
    await close();
  }

  it('a manager reads how the cases of the day were closed, and takes them along', async () => {
    const { items } = await hub.asAdmin<{ items: { id: string }[] }>('GET', '/api/v1/alerts?state=open');
    await hub.asAdmin('POST', `/api/v1/alerts/${items[0]?.id}/close`, { note: '已处理' });
    await at('/closure', 'manager', async (page) => {
      const row = page.getByRole('row').filter({ hasText: '东网格' });
      await row.filter({ hasText: '1' }).waitFor();
      const downloading = page.waitForEvent('download');
      await page.getByText(closure.csv).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toMatch(/\.csv$/);
    });
  });

  it('an administrator sees what is wrong with a file before anything is written, then imports it', async () => {
    const bad = `${HEADER}\nts-010,十号站,nowhere,29.5,106.5,food:240\nts-011,,east,29.5,200,food:240\n`;
    const good = `${HEADER}\nts-010,十号站,east,29.5,106.5,food:240|residual:240\n`;
    await at('/settings/stations', 'admin', async (page) => {
      await page.getByRole('button', { name: words.import.action }).click();
      const sheet = page.getByRole('dialog');
      const choose = (csv: string) =>
        sheet
          .locator('input[type=file]')
          .setInputFiles({ name: 'stations.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await choose(bad);
      await sheet.getByRole('row').filter({ hasText: 'nowhere' }).waitFor();
      await sheet.getByRole('row').filter({ hasText: 'longitude' }).waitFor();
      const go = sheet.locator('button.main');
      expect(await go.isDisabled()).toBe(true);

      await choose(good);
      await sheet.getByText(words.import.ready).waitFor();
      await go.click();
      await page
        .getByText(/^[\w-]{43}$/)
        .first()
        .waitFor();
    });
    const { name } = await hub.asAdmin<{ name: string }>('GET', '/api/v1/stations/ts-010');
    expect(name).toBe('十号站');
  });

  it('a kiosk that was refused is found and added', async () => {
    await at('/refused', 'admin', async (page) => {
      await page.getByRole('article').filter({ hasText: 'ts-404' }).getByText(refused.add).click();
      const form = page.getByRole('dialog');
      await form.getByLabel(words.name, { exact: true }).fill('新站');
      await form.getByLabel(common.things.area, { exact: true }).selectOption('west');
      await form.getByRole('button', { name: common.actions.add, exact: true }).click();
      await page
        .getByText(/^[\w-]{43}$/)
        .first()
        .waitFor();
    });
    const { grid } = await hub.asAdmin<{ grid: string }>('GET', '/api/v1/stations/ts-404');
    expect(grid).toBe('west');
  });

  it('a refused message is taken in once what was wrong is mended', async () => {
    const station = { name: '九号站', grid: 'east', bins: [{ id: 'food-1', stream: 'food', litres: 240 }] };
    const { tokens } = await hub.asAdmin<{ tokens: { token: string }[] }>('POST', '/api/v1/stations', {
      stations: [{ id: 'ts-900', ...station }],
    });
    const token = tokens[0]?.token ?? '';
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'ts-900', token });
    await kiosk.send('drop-off', { binId: 'residual-1', weightKg: 2 });
    await kiosk.close();
    const second = { id: 'residual-1', stream: 'residual', litres: 240 };
    await hub.asAdmin('PUT', '/api/v1/stations/ts-900', { ...station, bins: [...station.bins, second] });

    await at('/rejections', 'manager', async (page) => {
      const card = page.getByRole('article').filter({ hasText: 'ts-900' });
      await card.getByText(rejections.reasons['unknown-bin'].name).waitFor();
      await card.getByRole('button', { name: rejections.replay }).click();
      await page.getByText(rejections.outcomes.done).first().waitFor();
    });
    await expect
      .poll(
        async () =>
          (await hub.asAdmin<{ items: object[] }>('GET', '/api/v1/stations/ts-900/drop-offs')).items,
      )
      .toMatchObject([{ binId: 'residual-1', weightKg: 2 }]);
  });
});
