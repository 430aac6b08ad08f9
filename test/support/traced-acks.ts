// Which messages a hub had acknowledged when, from the log of its system calls: a PUBACK counts from the moment in which
// the hub began to write it to its socket.
import { type Packet, parser } from 'mqtt-packet';
import { writtenBytes } from './disk-trace.ts';
import { type SystemCall, systemCalls } from './system-calls.ts';

export interface TracedAck {
  /** Line of the log. */
  at: number;
  station: string;
  seqs: number[];
}

/** First byte of a connection that speaks MQTT: CONNECT. */
const CONNECT = 0x10;

export function tracedAcks(trace: string): TracedAck[] {
  const acks: TracedAck[] = [];
  const connections = new Map<string, Connection>();
  for (const call of systemCalls(trace).sort((a, b) => placeOf(a) - placeOf(b))) {
    const [, name, socket] = /^(read|write|writev)\((\d+<[^>]*>)/.exec(call.text) ?? [];
    if (!name || !socket) continue;
    const bytes = writtenBytes(call.text);
    let connection = connections.get(socket);
    if (name === 'read' && bytes[0] === CONNECT && !connection) {
      connection = new Connection((ack) => acks.push(ack));
      connections.set(socket, connection);
    }
    if (name === 'read') connection?.read(bytes);
    else connection?.written(bytes, call.began);
  }
  return acks;
}

/** What is read is known when the call has ended, what is written may be on its way when it has begun. */
function placeOf({ name, began, ended }: SystemCall): number {
  return name === 'read' ? ended : began;
}

class Connection {
  readonly #incoming = parser();
  readonly #outgoing = parser();
  readonly #published = new Map<number, number[]>();
  #station = '';
  #at = 0;

  constructor(onAck: (ack: TracedAck) => void) {
    this.#incoming.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') this.#station = packet.clientId;
      if (packet.cmd === 'publish') this.#published.set(packet.messageId ?? 0, seqsOf(packet.payload));
    });
    this.#outgoing.on('packet', (packet: Packet) => {
      if (packet.cmd !== 'puback') return;
      const seqs = this.#published.get(packet.messageId ?? 0) ?? [];
      onAck({ at: this.#at, station: this.#station, seqs });
    });
  }

  read(bytes: Buffer): void {
    this.#incoming.parse(bytes);
  }

  written(bytes: Buffer, at: number): void {
    this.#at = at;
    this.#outgoing.parse(bytes);
  }
}

function seqsOf(payload: string | Buffer): number[] {
  const message = JSON.parse(payload.toString()) as { seq: number } | { seq: number }[];
  return (Array.isArray(message) ? message : [message]).map(({ seq }) => seq);
}
