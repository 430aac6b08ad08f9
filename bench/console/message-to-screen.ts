// From a station's message to the card on a screen: smoke at one station after the other, seen by one browser while
// other consoles read along and the town goes on talking.
import mqtt, { type MqttClient } from 'mqtt';
import type { Page } from 'playwright-core';
import { uplinkTopic } from '../../src/protocol/topics.ts';
import type { LoadStation } from '../load/plan.ts';

const PAUSE_MS = 80;
const PAUSE_RANDOM_MS = 120;
const GIVEN_UP_AFTER_MS = 15_000;

export interface ScreenOptions {
  page: Page;
  http: string;
  mqttPort: number;
  /** One alert each; they must not talk otherwise meanwhile. */
  stations: readonly LoadStation[];
}

/** Milliseconds, one for each station. The page shows the alerts. */
export async function measureMessageToScreen(options: ScreenOptions): Promise<number[]> {
  const { page, http, mqttPort, stations } = options;
  const latencies: number[] = [];
  for (const station of stations) {
    const client = await connect(mqttPort, station);
    await pause(PAUSE_MS + Math.random() * PAUSE_RANDOM_MS);
    const seen = seenAt(page, station.id);
    const sentAt = Date.now();
    const topic = uplinkTopic(station.id, 'event');
    await client.publishAsync(topic, JSON.stringify(smoke('raised', 1)), { qos: 1 });
    latencies.push((await seen) - sentAt);
    await client.publishAsync(topic, JSON.stringify(smoke('cleared', 2)), { qos: 1 });
    await closeAlert(http, station.id);
    await client.endAsync(true);
  }
  return latencies;
}

/** By the browser's clock, which is this machine's, in the frame after the card was put there. */
function seenAt(page: Page, station: string): Promise<number> {
  return page.evaluate(
    `new Promise((resolve, reject) => {
      const look = () => [...document.querySelectorAll('article')].some((card) => card.textContent.includes('${station}'));
      const done = () => requestAnimationFrame(() => resolve(Date.now()));
      if (look()) return done();
      const observer = new MutationObserver(() => { if (look()) { observer.disconnect(); done(); } });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      setTimeout(() => reject(new Error('cannot see the alert of ${station}')), ${GIVEN_UP_AFTER_MS});
    })`,
  ) as Promise<number>;
}

/** So that the page stays as short as it is in a town where somebody works. */
async function closeAlert(http: string, station: string): Promise<void> {
  const list = await fetch(`${http}/api/v1/alerts?state=open&station=${station}&limit=10`);
  const { items } = (await list.json()) as { items: { id: string }[] };
  for (const { id } of items) {
    await fetch(`${http}/api/v1/alerts/${id}/close`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ by: 'bench', note: 'measured' }),
    });
  }
}

function connect(port: number, { id, token }: LoadStation): Promise<MqttClient> {
  return mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: id,
    username: id,
    password: token,
    reconnectPeriod: 0,
  });
}

function smoke(phase: 'raised' | 'cleared', seq: number) {
  return { bootId: 'boot-1', seq, observedAt: Date.now(), kind: 'smoke', phase };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
