// Chromium as people use it, at the sizes they use: what goes wrong on a page is collected, not looked away from.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const SCREENS = {
  phone: { width: 360, height: 740 },
  desk: { width: 1_920, height: 1_080 },
} as const;
export type Screen = keyof typeof SCREENS;
export type Language = 'zh-CN' | 'en';

export interface VisitOptions {
  /** `http://host:port`; nothing else may be asked. */
  http: string;
  screen?: Screen;
  language?: Language;
  /** How many times slower than this machine. */
  slowDown?: number;
  /** Of an earlier visit: what its browser has kept. */
  context?: BrowserContext;
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Errors in the console, uncaught ones, requests to others; in words. */
  faults: string[];
  /** What axe finds wrong with the page as it stands: rule and element. */
  violations(): Promise<string[]>;
  close(): Promise<void>;
}

export function openBrowser(): Promise<Browser> {
  // Tests run as root in containers, where Chromium cannot build its sandbox.
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export async function visit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const { http, screen = 'phone', language = 'zh-CN', slowDown } = options;
  const isPhone = screen === 'phone';
  const context =
    options.context ??
    (await browser.newContext({
      viewport: SCREENS[screen],
      locale: language,
      timezoneId: 'Asia/Shanghai',
      hasTouch: isPhone,
      isMobile: isPhone,
    }));
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const faults = collectFaults(page, http);
  if (slowDown !== undefined) {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  }
  return {
    page,
    context,
    faults,
    violations: () => violationsOf(page),
    close: () => context.close(),
  };
}

function collectFaults(page: Page, http: string): string[] {
  const faults: string[] = [];
  const own = new URL(http).origin;
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('data:') && !url.startsWith('blob:') && new URL(url).origin !== own)
      faults.push(`asks another host: ${url}`);
  });
  return faults;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated, not put into a script element: the page's own policy would rightly refuse that.
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] })',
  )) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
