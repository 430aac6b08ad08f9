// From the PUBACK of a message that raises an alert to the alert on the event stream of the API: a whole hub in a
// process of its own. Smoke fires without any hold. Each alert comes from a station of its own.
import mqtt, { type MqttClient } from 'mqtt';
import { type UplinkType, uplinkTopic } from '../../src/protocol/topics.ts';
import type { LoadStation } from '../load/plan.ts';
import { quantile } from '../report/medians.ts';
import { createStations } from '../targets/hub-config.ts';
import { startOwnHub } from '../targets/own-hub.ts';

/** Alerts come alone, and never in step with a timer of the hub. */
const PAUSE_MS = 30;
const PAUSE_RANDOM_MS = 100;
const GIVEN_UP_AFTER_MS = 15_000;

export interface LatencyOptions {
  stations: number;
  alerts: number;
  profileFolder?: string | undefined;
}

export async function measureAlertLatency({ stations, alerts, profileFolder }: LatencyOptions) {
  const town = createStations(stations);
  const hub = await startOwnHub({ stations: town, watch: true, profileFolder });
  const clients: MqttClient[] = [];
  const stream = new AbortController();
  try {
    const toldAt = new Map<string, number>();
    await listen(`${hub.http}/api/v1/stream?kinds=alert`, stream.signal, (station) =>
      toldAt.set(station, toldAt.get(station) ?? performance.now()),
    );
    const raising = town.slice(0, alerts);
    for (const station of raising) clients.push(await comeOnline(hub.mqttPort, station));
    const ackedAt = new Map<string, number>();
    for (const [i, { id }] of raising.entries()) {
      await pause(PAUSE_MS + Math.random() * PAUSE_RANDOM_MS);
      await publish(clients[i] as MqttClient, id, 'event', smoke());
      ackedAt.set(id, performance.now());
    }
    await until(() => toldAt.size >= alerts, `cannot wait for ${alerts} alerts on the event stream`);
    const latencies = [...ackedAt].map(([station, at]) => (toldAt.get(station) ?? Number.NaN) - at);
    return { p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
  } finally {
    stream.abort();
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await hub.stop();
  }
}

async function comeOnline(port: number, { id, token }: LoadStation): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: id,
    username: id,
    password: token,
    reconnectPeriod: 0,
  });
  await publish(client, id, 'status', { state: 'online', connectionId: 'bench', firmware: 'bench-1' });
  return client;
}

/** Resolves at the PUBACK. */
async function publish(
  client: MqttClient,
  station: string,
  type: UplinkType,
  message: object,
): Promise<void> {
  const topic = uplinkTopic(station, type);
  await client.publishAsync(topic, JSON.stringify(message), { qos: 1, retain: type === 'status' });
}

function smoke() {
  return { bootId: 'boot-1', seq: 1, observedAt: Date.now(), kind: 'smoke', phase: 'raised' };
}

/** Resolves when the stream is open; `onAlert` is told the station of each hazard. */
async function listen(url: string, signal: AbortSignal, onAlert: (station: string) => void): Promise<void> {
  const answer = await fetch(url, { signal });
  if (!answer.ok || !answer.body) throw new Error(`cannot open the event stream: ${answer.status}`);
  read(answer.body, onAlert).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function read(body: ReadableStream<Uint8Array>, onAlert: (station: string) => void): Promise<void> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const json = /^event: alert\ndata: (.*)$/m.exec(event)?.[1];
      if (json === undefined) continue;
      const { alert } = JSON.parse(json) as { alert: { rule: string; station: string } };
      if (alert.rule === 'hazard') onAlert(alert.station);
    }
  }
}

async function until(isDone: () => boolean, complaint: string): Promise<void> {
  const latest = performance.now() + GIVEN_UP_AFTER_MS;
  while (!isDone()) {
    if (performance.now() > latest) throw new Error(complaint);
    await pause(20);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
