// What brokers do, clause by clause of MQTT 3.1.1: the embedded one under open rules, the same under the hub's, and
// Mosquitto beside them, which says whether a case asks for what others do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notInstalled } from '../support/real-tools.ts';
import type { Case } from './case.ts';
import { CASES } from './cases.ts';
import { type RunningSite, startMosquitto, startOpenBroker, startStationBroker } from './sites.ts';

const SITES: readonly {
  name: string;
  start(): Promise<RunningSite>;
  expected(one: Case): string;
  skipped: boolean;
}[] = [
  {
    name: 'the embedded broker',
    start: startOpenBroker,
    expected: ({ standard, hub = standard }) => hub,
    skipped: false,
  },
  {
    name: "the hub's own rules",
    start: startStationBroker,
    expected: ({ standard, hub = standard, station = hub }) => station,
    skipped: false,
  },
  {
    name: 'Mosquitto',
    start: startMosquitto,
    expected: ({ standard, mosquitto = standard }) => mosquitto,
    skipped: notInstalled('mosquitto'),
  },
];

for (const { name, start, expected, skipped } of SITES)
  describe.skipIf(skipped)(name, () => {
    let site: RunningSite;
    beforeAll(async () => {
      site = await start();
    });
    afterAll(() => site.stop());

    it.each(CASES)('$clause $what', async (one) => expect(await one.run(site)).toBe(expected(one)));
  });
