// Every page of the console as people meet it: at both sizes, in both languages, for somebody who may do everything.
// What is wrong in the console, for a screen reader, or for another host fails; pictures are kept where
// HUB_SCREENSHOTS names a folder.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageRoute } from '../../src/console/page-route.ts';
import { CHROMIUM, type Language, openBrowser, type Screen, type Visit, visit } from '../support/browser.ts';
import { type ConsoleHub, startConsoleHub } from '../support/console-hub.ts';
import { fillTown, type Places } from '../support/console-town.ts';
import { notInstalled } from '../support/real-tools.ts';
import { full } from '../support/seed.ts';

const PAGES = join(import.meta.dirname, '../../src/console/pages');
const PICTURES = process.env.HUB_SCREENSHOTS;
const ALL_WAYS: readonly (readonly [Screen, Language])[] = [
  ['phone', 'zh-CN'],
  ['desk', 'en'],
  ['desk', 'zh-CN'],
  ['phone', 'en'],
];
const WAYS = PICTURES !== undefined || full ? ALL_WAYS : ALL_WAYS.slice(0, 2);
const NOTIFIERS = { notifiers: [{ kind: 'log', name: 'log' }] };
/** The page is what it will be when nothing has come for so long. */
const SETTLED_MS = 500;

const routes = await Promise.all(
  readdirSync(PAGES).map(async (folder) => {
    const { route } = (await import(join(PAGES, folder, 'route.ts'))) as { route: PageRoute };
    return route;
  }),
);

describe.skipIf(notInstalled(CHROMIUM)).each(WAYS)('every page on a %s in %s', (screen, language) => {
  let browser: Browser;
  let hub: ConsoleHub;
  let visitor: Visit;
  let places: Places;

  beforeAll(async () => {
    [browser, hub] = await Promise.all([openBrowser(), startConsoleHub({ notifiers: NOTIFIERS })]);
    places = await fillTown(hub);
    visitor = await visit(browser, { http: hub.http, screen, language });
    await hub.signIn(visitor.page, 'admin');
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.remove();
  });

  it.each(routes.map((route) => [route.name, route] as const))('%s', async (name, route) => {
    const { page, faults } = visitor;
    faults.length = 0;
    for (const path of addressesOf(route, places)) {
      await page.goto(hub.http + path);
      await page.locator('h1').first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => {});
      await page.waitForTimeout(SETTLED_MS);
      if (PICTURES !== undefined) {
        mkdirSync(PICTURES, { recursive: true });
        const file = `${path.slice(1).replace(/[^\w-]+/g, '_') || name}-${screen}-${language}.png`;
        await page.screenshot({ path: join(PICTURES, file) });
      }
      expect({ path, wrong: await visitor.violations() }).toEqual({ path, wrong: [] });
      // The address of a page, not the pattern of its route.
      expect({ path, unfilled: await page.locator('a[href*="/:"]').count() }).toEqual({ path, unfilled: 0 });
      expect({ path, wide: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
        path,
        wide: page.viewportSize()?.width,
      });
    }
    expect(faults).toEqual([]);
  });
});

/** A page with parts is looked at with each of them. */
function addressesOf({ path, name }: PageRoute, { station, alert }: Places): string[] {
  if (path.includes(':section')) {
    const sections = readdirSync(join(PAGES, 'settings'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'words')
      .map(({ name }) => name);
    return sections.map((section) => path.replace(/:section\??/, section));
  }
  if (name === 'station') return [path.replace(':id', station)];
  if (name === 'case-detail') return [path.replace(':id', alert)];
  return [path.replace(/:\w+(\([^)]*\))?\*?/g, 'nothing-there')];
}
