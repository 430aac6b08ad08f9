// A station as tests need it: a real MQTT client with the demo token, the frame filled in, answers collected.
import mqtt, { type MqttClient } from 'mqtt';
import { downlinkTopic, type UplinkType, uplinkTopic } from '../../src/protocol/topics.ts';

export interface Kiosk {
  client: MqttClient;
  /** Publishes with QoS 1; resolves at the PUBACK. A frame is filled in where the message has none. */
  send(type: UplinkType, message: Record<string, unknown>): Promise<void>;
  /** Bytes as they are. */
  sendRaw(type: UplinkType, payload: string | Buffer): Promise<void>;
  /** What the hub said on `rejected`, in order. */
  rejected: Record<string, unknown>[];
  /** Resolves to the next message on a topic that the kiosk is subscribed to. */
  next(topic: string): Promise<string>;
  close(): Promise<void>;
}

export interface KioskOptions {
  port: number;
  station: string;
  bootId?: string;
  token?: string;
  now?: () => number;
  /** Said on `status` when the connection ends without a word. */
  will?: object | undefined;
}

export async function connectKiosk({
  port,
  station,
  bootId = 'boot-1',
  token,
  now = Date.now,
  will,
}: KioskOptions): Promise<Kiosk> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: station,
    username: station,
    password: token ?? `demo-${station}`,
    reconnectPeriod: 0,
    ...(will && {
      will: {
        topic: uplinkTopic(station, 'status'),
        payload: Buffer.from(JSON.stringify(will)),
        qos: 1 as const,
        retain: true,
      },
    }),
  });
  const rejected: Record<string, unknown>[] = [];
  const waiting = new Map<string, (payload: string) => void>();
  client.on('message', (topic, payload) => {
    if (topic === downlinkTopic(station, 'rejected')) rejected.push(JSON.parse(payload.toString()));
    waiting.get(topic)?.(payload.toString());
  });
  await client.subscribeAsync(downlinkTopic(station, 'rejected'));
  let seq = 0;

  async function sendRaw(type: UplinkType, payload: string | Buffer): Promise<void> {
    await client.publishAsync(uplinkTopic(station, type), payload, { qos: 1, retain: type === 'status' });
  }

  return {
    client,
    rejected,
    sendRaw,
    send: (type, message) =>
      sendRaw(
        type,
        JSON.stringify(type === 'status' ? message : { bootId, seq: seq++, observedAt: now(), ...message }),
      ),
    next: (topic) => new Promise((resolve) => waiting.set(topic, resolve)),
    close: () => client.endAsync(),
  };
}
