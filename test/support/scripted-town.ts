// A hub whose clock is moved by hand, and one kiosk: what happens when is said step by step.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectKiosk, type Kiosk } from './kiosk.ts';
import { type HubUnderTest, type HubUnderTestOptions, startHub } from './running-hub.ts';
import { townOf } from './town.ts';

const MINUTE_MS = 60_000;
/** 2026-11-24 10:00 in Chongqing, within service hours. */
const START = Date.parse('2026-11-24T10:00+08:00');
/** Of the real clock, between two looks of the watch, and for each minute of the town's. */
const LOOK_MS = 5;
const MINUTE_TAKES_MS = 12;
const SOON_MS = 20_000;

/** What is compared of an alert. */
export interface SeenAlert {
  rule: string;
  state: string;
  resolved?: { reason: string; evidence?: Record<string, unknown> };
}

export interface ScriptedTown {
  readonly hub: HubUnderTest;
  readonly kiosk: Kiosk;
  now(): number;
  /** Minutes of the town's clock. */
  pass(minutes: number): Promise<void>;
  /** The bin `food-1` at that level, again every 10 minutes until the time is over. */
  levels(fillLevel: number, minutes: number): Promise<void>;
  /** Newest first; `rules`: of these alone. */
  alerts(...rules: string[]): Promise<SeenAlert[]>;
  /** Soon by the real clock: what is sent is judged a moment later. */
  wantAlerts(...wanted: [rule: string, state: string][]): Promise<void>;
  disconnect(): Promise<void>;
  connect(): Promise<void>;
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export async function openScriptedTown(options: HubUnderTestOptions = {}): Promise<ScriptedTown> {
  let now = START;
  let boots = 0;
  const clock = { now: () => now };
  const start = (dataFolder?: string) =>
    startHub({
      declared: townOf('k-1'),
      ...options,
      overrides: { clock, watchEveryMs: LOOK_MS, ...options.overrides },
      ...(dataFolder && { dataFolder }),
    });
  let hub = await start();
  let kiosk = await connect();

  async function connect(): Promise<Kiosk> {
    boots += 1;
    return connectKiosk({ port: hub.mqttPort, station: 'k-1', bootId: `boot-${boots}`, now: clock.now });
  }

  async function pass(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) {
      now += MINUTE_MS;
      await sleep(MINUTE_TAKES_MS);
    }
  }

  async function alerts(...rules: string[]): Promise<SeenAlert[]> {
    const { items } = await hub.get<{ items: SeenAlert[] }>('/api/v1/alerts?limit=100');
    return rules.length === 0 ? items : items.filter(({ rule }) => rules.includes(rule));
  }

  return {
    get hub() {
      return hub;
    },
    get kiosk() {
      return kiosk;
    },
    now: clock.now,
    pass,
    alerts,
    async levels(fillLevel, minutes) {
      for (let passed = 0; passed < minutes; passed += 10) {
        await kiosk.send('fill-level', { bins: [{ binId: 'food-1', fillLevel }] });
        await pass(Math.min(10, minutes - passed));
      }
    },
    async wantAlerts(...wanted) {
      const text = (all: [string, string][]) => {
        const words = all.map((one) => one.join(' '));
        return words.sort((a, b) => (a < b ? -1 : 1)).join(', ');
      };
      let seen = '';
      for (const end = Date.now() + SOON_MS; Date.now() < end; await sleep(20)) {
        seen = text((await alerts()).map(({ rule, state }) => [rule, state]));
        if (seen === text(wanted)) return;
      }
      throw new Error(`alerts are not as wanted: [${seen}], expected [${text(wanted)}]`);
    },
    disconnect: () => kiosk.close(),
    async connect() {
      kiosk = await connect();
    },
    async restart() {
      await kiosk.client.endAsync(true);
      await hub.stop();
      hub = await start(hub.dataFolder);
      kiosk = await connect();
    },
    async remove() {
      await kiosk.client.endAsync(true);
      await hub.remove();
    },
  };
}
