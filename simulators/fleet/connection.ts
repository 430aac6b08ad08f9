// One MQTT connection of one station, from CONNECT to its end, as a good station makes it: clean session, a will
// with this connection's id, `status` first. It never reconnects; a new connection is a new object.
import { randomBytes } from 'node:crypto';
import mqtt, { type MqttClient } from 'mqtt';
import type { RejectedMessage } from '../../src/protocol/downlink.ts';
import type { StatusMessage } from '../../src/protocol/status.ts';
import { downlinkTopic, type UplinkType, uplinkTopic } from '../../src/protocol/topics.ts';

export interface ConnectionOptions {
  station: string;
  token: string;
  host: string;
  port: number;
  configVersion?: string | undefined;
  /** Random when absent. */
  connectionId?: string | undefined;
}

export interface ConnectionEvents {
  opened(): void;
  /** Called once, whether it was ever open or not. */
  closed(cause: Error | undefined): void;
  rejected(message: RejectedMessage): void;
  configured(version: string): void;
}

const FIRMWARE = 'simulator-1';
const KEEPALIVE_SECONDS = 120;
const CONNECT_TIMEOUT_MS = 30_000;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #connectionId: string;
  readonly #client: MqttClient;
  #cause: Error | undefined;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#connectionId = options.connectionId ?? randomBytes(9).toString('base64url');
    this.#client = mqtt.connect({
      protocol: 'mqtt',
      host: options.host,
      port: options.port,
      clientId: options.station,
      username: options.station,
      password: options.token,
      clean: true,
      keepalive: KEEPALIVE_SECONDS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      will: { topic: this.#topic('status'), payload: this.#status('offline'), qos: 1, retain: true },
    });
    this.#client.on('connect', () => events.opened());
    this.#client.on('error', (error) => {
      this.#cause ??= error;
    });
    this.#client.once('close', () => events.closed(this.#cause));
    this.#client.on('message', (topic, payload) => receive(topic, payload.toString(), events));
  }

  /** The first words of a station; `done` tells whether the hub has acknowledged the status. */
  announce(done: (error?: Error) => void): void {
    this.#publishStatus('online', done);
    const { station } = this.#options;
    const topics = [downlinkTopic(station, 'rejected'), downlinkTopic(station, 'config')];
    // A refused subscription would leave rejections uncounted.
    this.#client.subscribe(topics, { qos: 1 }, (error) => {
      if (error && this.#client.connected) this.cut(error);
    });
  }

  publish(type: UplinkType, payload: string, done: (error?: Error) => void): void {
    this.publishTo(this.#topic(type), payload, done);
  }

  /** To any topic, whatever the hub says to it. */
  publishTo(topic: string, payload: string | Buffer, done: (error?: Error) => void): void {
    this.#client.publish(topic, payload, { qos: 1 }, done);
  }

  /** Says goodbye: without DISCONNECT the hub would take the will for a failure. */
  async leave(): Promise<void> {
    await new Promise<void>((resolve) => this.#publishStatus('offline', () => resolve()));
    await this.#client.endAsync(!this.#client.connected);
  }

  /** Ends at once; the hub publishes the will. */
  cut(cause: Error): void {
    this.#cause ??= cause;
    this.#client.end(true);
  }

  #publishStatus(state: StatusMessage['state'], done: (error?: Error) => void): void {
    this.#client.publish(this.#topic('status'), this.#status(state), { qos: 1, retain: true }, done);
  }

  #topic(type: UplinkType): string {
    return uplinkTopic(this.#options.station, type);
  }

  #status(state: StatusMessage['state']): string {
    const { configVersion } = this.#options;
    const status: StatusMessage = {
      state,
      connectionId: this.#connectionId,
      ...(state === 'online' ? { firmware: FIRMWARE } : {}),
      ...(state === 'online' && configVersion !== undefined ? { configVersion } : {}),
    };
    return JSON.stringify(status);
  }
}

function receive(topic: string, payload: string, events: ConnectionEvents): void {
  if (topic.endsWith('/rejected')) events.rejected(JSON.parse(payload) as RejectedMessage);
  else if (payload !== '') events.configured((JSON.parse(payload) as { version: string }).version);
}

/** For whoever started the simulator. */
export function whyRefused(cause: Error | undefined): string {
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (code === 'ECONNREFUSED') return 'nothing listens there; start the hub first';
  if (code === 4 || code === 5)
    return 'the hub does not know this station and token; import the stations first';
  return cause?.message ?? 'the connection was closed before it was accepted';
}
