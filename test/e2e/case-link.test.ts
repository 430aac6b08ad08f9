// One case by link: what a robot's message opens on a phone that has never signed in, for that case alone.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeRobot } from '../../src/watch/notifiers/fake-robots.test-support.ts';
import { CHROMIUM, openBrowser, visit } from '../support/browser.ts';
import { type ConsoleHub, startConsoleHub } from '../support/console-hub.ts';
import { fillTown } from '../support/console-town.ts';
import { notInstalled } from '../support/real-tools.ts';

const PUBLIC = 'https://hub.example.cn';
const LINK = /https:\/\/hub\.example\.cn(\/case\/[\w.-]+)/;

describe.skipIf(notInstalled(CHROMIUM))('the link in a message', () => {
  let browser: Browser;
  let hub: ConsoleHub;
  let robot: Awaited<ReturnType<typeof fakeRobot>>;

  beforeAll(async () => {
    robot = await fakeRobot(() => ({ body: '{}' }));
    const webhook = { kind: 'webhook', name: 'group', url: { env: 'URL' }, signingSecret: { env: 'SECRET' } };
    const notifiers = { publicUrl: PUBLIC, allowedHosts: ['127.0.0.1'], notifiers: [webhook] };
    const secrets = { URL: `${robot.baseUrl}/in`, SECRET: 'correct-horse' };
    [browser, hub] = await Promise.all([openBrowser(), startConsoleHub({ notifiers, secrets })]);
    await fillTown(hub);
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.remove();
    await robot?.stop();
  });

  it('opens that case without a password, takes a tap, and opens nothing else', async () => {
    await expect.poll(() => robot.requests.some(({ raw }) => LINK.test(raw)), { timeout: 20_000 }).toBe(true);
    const path =
      robot.requests.map(({ raw }) => LINK.exec(raw)?.[1]).find((found) => found !== undefined) ?? '';
    const { page, faults, violations, close } = await visit(browser, { http: hub.http });
    await page.goto(hub.http + path);
    await page.getByText('桶已满').first().waitFor();
    expect(await violations()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);

    await page.getByText('李伟').first().click();
    await page.getByRole('button', { name: '接单' }).click();
    await page.getByText('李伟 (group)').waitFor();
    expect(faults).toEqual([]);

    await page.goto(`${hub.http}/alerts`);
    await page.locator('input[name=password]').waitFor();
    await close();
  });
});
