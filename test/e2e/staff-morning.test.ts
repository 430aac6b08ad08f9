// A staff member's morning on a phone: a bin gets full, is accepted, emptied, and the sensor closes the case.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { words } from '../../src/console/pages/alerts/words/zh-CN.ts';
import { glossary } from '../../src/model/glossary/zh-CN.ts';
import { CHROMIUM, openBrowser, visit } from '../support/browser.ts';
import { type ConsoleHub, startConsoleHub } from '../support/console-hub.ts';
import { connectKiosk, type Kiosk } from '../support/kiosk.ts';
import { notInstalled } from '../support/real-tools.ts';

const STEADY_MS = 500;

describe.skipIf(notInstalled(CHROMIUM))('a morning of staff', () => {
  let browser: Browser;
  let hub: ConsoleHub;
  let kiosk: Kiosk;

  beforeAll(async () => {
    [browser, hub] = await Promise.all([openBrowser(), startConsoleHub()]);
    kiosk = await connectKiosk({ port: hub.mqttPort, station: 'ts-001' });
    await kiosk.send('status', { state: 'online', connectionId: 'visit-1' });
  });
  afterAll(async () => {
    await kiosk?.close();
    await browser?.close();
    await hub?.remove();
  });

  async function levels(...values: number[]): Promise<void> {
    for (const fillLevel of values)
      await kiosk.send('fill-level', { bins: [{ binId: 'food-1', fillLevel }] });
  }

  it('a full bin appears by itself, is accepted and emptied with a tap each, and closed by its level', async () => {
    const { page, faults, violations, close } = await visit(browser, { http: hub.http });
    await hub.signIn(page, 'staff');
    await page.getByText(words.empty).waitFor();

    await levels(0.5, 0.52, 0.86, 0.87, 0.88);
    const card = page.getByRole('article').filter({ hasText: '站 ts-001' });
    await card.waitFor();
    expect(await card.innerText()).toContain('厨余');
    // What has only just come there does not take a tap that was meant for something else.
    await page.waitForTimeout(STEADY_MS);

    await card.getByRole('button', { name: words.deeds.accept }).click();
    await card.getByText(glossary.standings.accepted).waitFor();
    expect(await violations()).toEqual([]);
    await card.getByRole('button', { name: words.deeds.emptied }).click();
    await card.getByText(glossary.standings.emptied).waitFor();

    await levels(0.03, 0.03, 0.04, 0.04);
    await card.getByText(glossary.standings.closed).waitFor();
    const { items } = await hub.asAdmin<{ items: object[] }>('GET', '/api/v1/alerts?state=resolved');
    expect(items[0]).toMatchObject({ acknowledged: { by: '李伟' }, resolved: { reason: 'emptied' } });
    expect(faults).toEqual([]);
    await close();
  });
});
