// What consoles cost the hub at saturation: the same load with nobody looking on and with all of them, in turn.
import type { Browser } from 'playwright-core';
import type { LoadPlan } from '../load/plan.ts';
import { load } from '../measure/load.ts';
import { median } from '../report/medians.ts';
import { startOwnHub } from '../targets/own-hub.ts';
import { openPhone } from './chromium.ts';
import { openStreamReaders } from './stream-readers.ts';

export interface IngestDropOptions {
  plan: Omit<LoadPlan, 'port'>;
  browser: Browser;
  readers: number;
  rounds: number;
}

export interface IngestDrop {
  /** Messages per second. */
  alone: number;
  withConsoles: number;
  dropPercent: number;
}

export async function measureIngestDrop(options: IngestDropOptions): Promise<IngestDrop> {
  const alone: number[] = [];
  const withConsoles: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    // Each goes first as often as the other: a machine that grows busy falls on both.
    for (const looksOn of round % 2 === 0 ? [false, true] : [true, false])
      (looksOn ? withConsoles : alone).push(await saturate(options, looksOn));
  }
  // Round by round: what else the machine did fell on both.
  const drops = alone.map((one, round) => 100 * (1 - (withConsoles[round] ?? Number.NaN) / one));
  return { alone: median(alone), withConsoles: median(withConsoles), dropPercent: median(drops) };
}

async function saturate({ plan, browser, readers }: IngestDropOptions, looksOn: boolean): Promise<number> {
  const hub = await startOwnHub({ stations: plan.stations, watch: true });
  const phone = looksOn ? await openPhone(browser) : undefined;
  const streams = looksOn ? await openStreamReaders(hub.http, readers) : undefined;
  try {
    await phone?.page.goto(`${hub.http}/alerts`);
    const { acked, seconds } = await load(
      { ...plan, port: hub.mqttPort },
      { beforeLoad() {}, afterLoad() {} },
    );
    return acked / seconds;
  } finally {
    streams?.stop();
    await phone?.close();
    await hub.stop();
  }
}
