// What the hub needs of Aedes 1.2 and its published types leave out. The only place that casts; when Aedes is
// updated, this list is what must be read again in its sources.
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import {
  Aedes,
  type AedesOptions,
  type Client,
  type ConnectPacket,
  type PublishPacket,
  type SubscribePacket,
  type UnsubscribePacket,
} from 'aedes';
import type { Session } from './session.ts';

/** A packet as the parser gives it, whatever it is. */
export type ParsedPacket =
  | ConnectPacket
  | PublishPacket
  | SubscribePacket
  | UnsubscribePacket
  | {
      cmd:
        | Acknowledgement
        | 'pingreq'
        | 'disconnect'
        | 'connack'
        | 'suback'
        | 'unsuback'
        | 'pingresp'
        | 'auth';
      messageId?: number;
      /** Of all that comes after the fixed header. */
      length?: number;
    };

type Acknowledgement = 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';

export type Done = (error?: Error | null) => void;

/** A client of Aedes with what the hub knows of its connection. */
export interface BrokerClient extends Client {
  session: Session;
  /** What is published when the connection ends without DISCONNECT; null: nothing. */
  will: PublishPacket | null;
  /** Keyed by topic filter, with the QoS that was granted. */
  readonly subscriptions: Record<string, { qos: number }>;
  /** Emits `packet` to Aedes' handler, `error` for bytes that are none; `packet` is the one being read. */
  readonly _parser: EventEmitter & { packet: Partial<ParsedPacket> };
  /** No further bytes are read from the socket. */
  pause(): void;
  /** What the handler of each packet calls at its end; reads the next bytes when all of the last read have. */
  _nextBatch(error?: Error): void;
}

/** A PUBLISH on its way through Aedes; a will has neither `cmd` nor `messageId`. */
export interface PassingPacket extends Omit<PublishPacket, 'cmd'> {
  cmd?: 'publish';
  /** Set once the door accepted it and somebody could receive it; nothing else from a client is forwarded. */
  forward?: boolean;
}

interface AedesInternals {
  clients: Record<string, BrokerClient>;
  handle(stream: Duplex): BrokerClient;
  /** Called once the CONNECT is accepted; closes a client with the same id first, then finishes. */
  registerClient(client: BrokerClient): void;
  _finishRegisterClient(client: BrokerClient): void;
  /** Called when a registered client has closed. */
  unregisterClient(client: BrokerClient): void;
  publish(packet: PassingPacket, client: BrokerClient | null, done?: Done): void;
}

interface ErrorEvent {
  on(event: 'error', listener: (error: Error) => void): this;
}

type OpenAedes = Omit<Aedes, keyof AedesInternals> & AedesInternals & ErrorEvent;

export const OpenAedes = Aedes as unknown as new (options: AedesOptions) => OpenAedes;
