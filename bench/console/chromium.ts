// Chromium on a telephone's screen, ended also when the benchmark fails.
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PHONE = { width: 360, height: 740 };

export interface Phone {
  page: Page;
  /** How many times slower than this machine. */
  slowDown(rate: number): Promise<void>;
  /** Bytes that came over the wire since it was opened, headers included. */
  readonly bytes: number;
  close(): Promise<void>;
}

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** With nothing kept of an earlier visit. */
export async function openPhone(browser: Browser): Promise<Phone> {
  const context = await browser.newContext({
    viewport: PHONE,
    locale: 'zh-CN',
    isMobile: true,
    hasTouch: true,
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return {
    page,
    slowDown: (rate) => session.send('Emulation.setCPUThrottlingRate', { rate }).then(() => undefined),
    get bytes() {
      return bytes;
    },
    close: () => context.close(),
  };
}
