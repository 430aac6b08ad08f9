// The contract of the MQTT broker towards the rest of the hub. Must not know which broker it is.
import type { Principal } from '../model/principal.ts';
import type { RefusedConnection } from '../model/refused-connection.ts';
import type { ListenAddress } from './entrance.ts';

export interface BrokerConfig {
  host: string;
  port: number;
  /** Lets tokens and readings go in the clear on another address than loopback. */
  allowPlaintext?: boolean | undefined;
  /** A second port, with TLS; the files are read again when they change. */
  tls?: (ListenAddress & { certFile: string; keyFile: string }) | undefined;
  /** One more is closed at once. */
  maxConnections: number;
  maxPacketBytes: number;
  /** From the connection to the CONNECT. */
  connectTimeoutSeconds: number;
  /** How long a subscriber may take nothing before it is cut. */
  drainTimeoutSeconds: number;
  /** How long a message may wait for the door before its connection is cut. */
  ackDeadlineSeconds: number;
}

export interface RetainedMessage {
  topic: string;
  payload: string | Buffer;
}

export interface Broker {
  /** Where it listens; the ports are known after the start. */
  readonly addresses: { mqtt: ListenAddress; mqtts?: ListenAddress };
  /** Takes what is to be found retained, then listens. Rejects when a port or a certificate cannot be used. */
  start(retained?: Iterable<RetainedMessage>): Promise<void>;
  /** Takes nothing more, waits for what the door still holds, sends the last PUBACKs, closes without wills. */
  stop(): Promise<void>;
  /** The hub's own message; does nothing unless the broker runs. Neither retained nor QoS 1 where not said. */
  publish(topic: string, payload: string | Buffer, options?: { retain?: boolean; qos?: 0 | 1 }): void;
  /** Ends all connections of a user, without their wills. */
  disconnect(user: string): void;
  /** The last 200 CONNECTs that were not let in, the newest first. */
  refused(): readonly RefusedConnection[];
  /** Somebody whom another entrance did not let in, for the same list. */
  noteRefused(attempt: Pick<RefusedConnection, 'user' | 'address' | 'reason'> & { at: number }): void;
  connectedClients(): number;
  /** Messages that the door has and has not answered. */
  heldMessages(): number;
}

export interface Connection {
  principal: Principal;
  clientId: string;
  address: string;
  /** When it came, or went. */
  at: number;
}

/** What the rest of the hub is told of connections. Called for each as it happens: must be quick. */
export interface ConnectionListener {
  /** `tookOver`: a living connection with the same client id was closed for it. */
  connected(connection: Connection & { tookOver: boolean }): void;
  /** `takenOver`: for another one with the same client id; the station is not gone. */
  disconnected(connection: Connection & { takenOver: boolean }): void;
  /** `inLastHour`: how many of this station; the third is a fault. */
  packetTooLarge(packet: { station: string; at: number; inLastHour: number }): void;
}
