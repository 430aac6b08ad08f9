// The alerts page on a telephone that has never seen it: what comes over the wire, and how long until one can press.
import type { Browser } from 'playwright-core';
import { median } from '../report/medians.ts';
import { openPhone } from './chromium.ts';

const SLOW_DOWN = 4;
const TRIES = 5;
/** What comes late, as the other pages for the time without a network, is waited for as well. */
const QUIET_MS = 3_000;

export interface FirstLoad {
  /** Everything, headers included, as it was compressed. */
  gzipKb: number;
  /** From the address to a card that can be pressed, at a quarter of this machine's speed. */
  usableMs: number;
}

/** `http`: a hub with an alert that is open. */
export async function measureFirstLoad(browser: Browser, http: string): Promise<FirstLoad> {
  const times: number[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < TRIES; i += 1) {
    const phone = await openPhone(browser);
    await phone.slowDown(SLOW_DOWN);
    const startedAt = performance.now();
    await phone.page.goto(`${http}/alerts`, { waitUntil: 'commit' });
    await phone.page.locator('article button').first().click({ trial: true });
    times.push(performance.now() - startedAt);
    await phone.page.waitForTimeout(QUIET_MS);
    sizes.push(phone.bytes);
    await phone.close();
  }
  return { gzipKb: median(sizes) / 1_000, usableMs: median(times) };
}
