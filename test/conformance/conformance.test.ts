// What brokers do, clause by clause of MQTT 3.1.1: the embedded one under open rules, the same under the hub's, and
// Mosquitto beside them, which says whether a case asks for what others do.
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { notInstalled } from '../support/real-tools.ts';
import { type Case, observe } from './case.ts';
import { CASES } from './cases.ts';
import { type RunningSite, startMosquitto, startOpenBroker, startStationBroker } from './sites.ts';

const SITES: readonly {
  name: string;
  start(): Promise<RunningSite>;
  expected(one: Case): string;
  /** A new one for each case. */
  fresh: boolean;
  skipped: boolean;
}[] = [
  {
    name: 'the embedded broker',
    start: startOpenBroker,
    expected: ({ standard, hub = standard }) => hub,
    fresh: true,
    skipped: false,
  },
  {
    name: "the hub's own rules",
    start: startStationBroker,
    expected: ({ standard, hub = standard, station = hub }) => station,
    fresh: true,
    skipped: false,
  },
  {
    name: 'Mosquitto',
    start: startMosquitto,
    expected: ({ standard, mosquitto = standard }) => mosquitto,
    fresh: false,
    skipped: notInstalled('mosquitto'),
  },
];

for (const { name, start, expected, fresh, skipped } of SITES)
  describe.skipIf(skipped)(name, () => {
    let site: RunningSite | undefined;
    const end = async () => {
      await site?.stop();
      site = undefined;
    };
    afterEach(() => (fresh ? end() : undefined));
    afterAll(end);

    it.each(CASES)('$clause $what', async (one) => {
      site ??= await start();
      expect(await observe(one, site.port)).toBe(expected(one));
    });
  });
