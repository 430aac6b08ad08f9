// Draws the icons that telephones want as PNG from public/icons/mark.svg. By hand, after the mark has changed:
// `npx tsx src/console/build/draw-icons.ts`; it takes Debian's Chromium.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ICONS = join(import.meta.dirname, '../public/icons');
const SIZES_PX = [180, 192, 512];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const mark = readFileSync(join(ICONS, 'mark.svg'), 'utf8');
for (const size of SIZES_PX) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  // No round corners: systems cut their own.
  await page.setContent(`<style>body{margin:0;background:#0b5a2b}svg{display:block}</style>${mark}`);
  await page.screenshot({ path: join(ICONS, `mark-${size}.png`) });
}
await browser.close();
