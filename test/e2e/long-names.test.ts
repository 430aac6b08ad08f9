// Names as long as the registry takes them, without a space to break at: no page gets wider than a phone.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openBrowser, type Visit, visit } from '../support/browser.ts';
import { type ConsoleHub, startConsoleHub } from '../support/console-hub.ts';
import { fillTown, type Places } from '../support/console-town.ts';
import { notInstalled } from '../support/real-tools.ts';
import { declaredStation } from '../support/town.ts';

const LONGEST = 80;
const STATION = 'Abzeichenfabrik'.repeat(LONGEST).slice(0, LONGEST);
const AREA = 'Grossgemeinde'.repeat(LONGEST).slice(0, LONGEST);

describe.skipIf(notInstalled(CHROMIUM))('names of eighty letters', () => {
  let browser: Browser;
  let hub: ConsoleHub;
  let visitor: Visit;
  let places: Places;

  beforeAll(async () => {
    const areas = [
      { id: 'east', name: AREA },
      { id: 'west', name: AREA, parent: 'east' },
    ];
    const stations = [declaredStation('ts-001', { name: STATION, latitude: 29.55, longitude: 106.58 })];
    const person = { id: 'li', name: STATION.slice(0, 64), roles: ['driver'] };
    const posts = [{ area: 'east', role: 'driver', a: 'li' }];
    const starting = startConsoleHub({ declared: { areas, stations }, duty: { people: [person], posts } });
    [browser, hub] = await Promise.all([openBrowser(), starting]);
    places = await fillTown(hub);
    visitor = await visit(browser, { http: hub.http });
    await hub.signIn(visitor.page, 'admin');
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.remove();
  });

  it.each([
    '/alerts',
    '/alerts/:alert',
    '/stations',
    '/stations/:station',
    '/wall',
    '/report',
    '/duty',
    '/closure',
    '/settings/stations',
    '/settings/areas',
  ])('%s', async (path) => {
    const { page } = visitor;
    await page.goto(hub.http + path.replace(':alert', places.alert).replace(':station', places.station));
    await page.locator('h1').first().waitFor();
    const name = page.getByText(STATION.slice(0, 40)).or(page.getByText(AREA.slice(0, 40)));
    await name.and(page.locator(':not(option)')).first().waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
