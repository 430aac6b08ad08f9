// An admin at a desk: a CSV file with faults, a kiosk that was refused, a message that was rejected. What strangers
// wrote is text on every page.
import mqtt from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { words as refused } from '../../src/console/pages/refused/words/zh-CN.ts';
import { words as rejections } from '../../src/console/pages/rejections/words/zh-CN.ts';
import { stations } from '../../src/console/pages/settings/words/stations-zh-CN.ts';
import { words as settings } from '../../src/console/pages/settings/words/zh-CN.ts';
import { CHROMIUM, openBrowser, type Visit, visit } from '../support/browser.ts';
import { type ConsoleHub, startConsoleHub } from '../support/console-hub.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { notInstalled } from '../support/real-tools.ts';

const EVIL = '<img src=x onerror=document.title="owned">';
const COLUMNS = 'id,name,grid,latitude,longitude,bins';
const EVIL_ROW = `n-1,"${EVIL.replaceAll('"', '""')}",east,,,food:240`;

describe.skipIf(notInstalled(CHROMIUM))('an admin at a desk', () => {
  let browser: Browser;
  let hub: ConsoleHub;
  let desk: Visit;
  let page: Page;

  beforeAll(async () => {
    [browser, hub] = await Promise.all([openBrowser(), startConsoleHub()]);
    desk = await visit(browser, { http: hub.http, screen: 'desk' });
    page = desk.page;
    await hub.signIn(page, 'admin');
  });
  afterAll(async () => {
    await desk?.close();
    await browser?.close();
    await hub?.remove();
  });

  const file = (...rows: string[]) => ({
    name: 'stations.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([COLUMNS, ...rows].join('\r\n')),
  });
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  async function knock(username: string): Promise<void> {
    const options = { username, password: 'x', clientId: 'x', reconnectPeriod: 0 };
    await mqtt.connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, options, false).catch(() => undefined);
  }

  it('sees the faults of a CSV file by line and column before anything is written, and keeps the tokens', async () => {
    await page.goto(`${hub.http}/settings/stations`);
    await button(stations.import.action).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[type=file]').setInputFiles(file(EVIL_ROW, 'n-2,B,nowhere,99,,?'));
    const faults = dialog.getByRole('table');
    await faults.waitFor();
    expect(await faults.getByRole('row').allInnerTexts()).toEqual([
      expect.stringContaining(stations.import.line),
      expect.stringMatching(/^3\s+latitude\s+99/),
      expect.stringMatching(/^bins\s+\?/),
    ]);
    expect(await desk.violations()).toEqual([]);
    expect(await hub.asAdmin('GET', '/api/v1/stations')).toMatchObject({ items: { length: 3 } });

    await dialog.locator('input[type=file]').setInputFiles(file(EVIL_ROW, 'n-2,B,east,,,food:240'));
    await button(stations.import.go.replace('{count}', '2')).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(stations.saveTokens).click(),
    ]);
    expect(download.suggestedFilename()).toBe('station-tokens.csv');
    await button(settings.secret.kept).click();
    await page.getByRole('link', { name: EVIL }).waitFor();
  });

  it('finds a refused kiosk and adds it; what is missing is said beside its field', async () => {
    await knock('KIOSK-7');
    await knock(EVIL);
    await page.goto(`${hub.http}/refused`);
    await page.getByRole('heading', { name: EVIL }).waitFor();
    await page.getByRole('link', { name: `${refused.add} KIOSK-7` }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel(stations.id).inputValue()).toBe('KIOSK-7');
    await dialog.getByRole('button', { name: '添加' }).last().click();
    const name = dialog.getByLabel(stations.name, { exact: true });
    await dialog.getByText(stations.expected.name).waitFor();
    expect(await name.and(page.locator(':focus')).count()).toBe(1);

    await name.fill('七号');
    await dialog.getByLabel('网格').selectOption('east');
    await dialog.getByRole('button', { name: '添加' }).last().click();
    const token = await page.getByLabel(stations.token, { exact: true }).inputValue();
    await button(settings.secret.kept).click();
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'KIOSK-7', token });
    await kiosk.close();
  });

  it('reads why a message was rejected, registers its bin, and takes it in', async () => {
    const bin = { stream: 'food', litres: 240 };
    const kiosk = { id: 'KIOSK-8', name: EVIL, grid: 'east' };
    const added = await hub.asAdmin<{ tokens: { token: string }[] }>('POST', '/api/v1/stations', {
      ...kiosk,
      bins: [bin],
    });
    const token = added.tokens[0]?.token ?? '';
    const device = await connectKiosk({ port: hub.mqttPort, station: kiosk.id, token });
    await device.send('drop-off', {
      binId: 'residual-1',
      weightKg: 1,
      recognition: { stream: 'food', confidence: 1, label: EVIL },
    });
    await device.close();

    await page.goto(`${hub.http}/rejections?station=${kiosk.id}`);
    const message = page.getByRole('article');
    await message.getByText(rejections.showMessage).click();
    expect(await message.innerText()).toContain(rejections.reasons['unknown-bin'].what);
    expect(await message.locator('.wrong').innerText()).toContain('"binId": "residual-1"');
    expect(await message.locator('pre').innerText()).toContain(JSON.stringify(EVIL));
    expect(await desk.violations()).toEqual([]);

    const replay = message.getByRole('button', { name: rejections.replay });
    await replay.click();
    await message.getByText(rejections.failedAgain).waitFor();
    const { id, ...change } = kiosk;
    await hub.asAdmin('PUT', `/api/v1/stations/${id}`, {
      ...change,
      bins: [
        { id: 'food-1', ...bin },
        { stream: 'residual', litres: 240 },
      ],
    });
    await replay.click();
    await message.getByText(rejections.outcomes.done).waitFor();
  });

  it('nothing that strangers wrote was more than text', async () => {
    for (const path of ['/settings/stations', '/refused', '/settings/audit']) {
      await page.goto(hub.http + path);
      await page.getByText('onerror').first().waitFor();
      expect(await page.locator('img[src=x]').count()).toBe(0);
    }
    expect(await page.title()).not.toContain('owned');
    // A refused form is an answer of 422, which Chromium writes into its console.
    expect(desk.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
  });
});
