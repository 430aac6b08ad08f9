// A raw connection whose answers are written down in a short notation: `CONNACK 0`, `PUBACK 7`, `closed`.
import { connect as connectSocket, type Socket } from 'node:net';
import { type Packet, parser } from 'mqtt-packet';
import { settled } from '../support/broker.ts';
import { PINGREQ } from './bytes.ts';

const PONGS = 4;

export interface Wire {
  /** Writes the bytes; resolves to what has come since the last call, once nothing more is under way. */
  says(...bytes: Buffer[]): Promise<string>;
  /** Resolves to what came until the other side closed. */
  untilClosed(): Promise<string>;
  /** Ends the connection without a word, and waits until that is known there. */
  vanish(): Promise<void>;
}

export async function openWire(port: number): Promise<Wire> {
  const socket = connectSocket(port, '127.0.0.1');
  const heard: string[] = [];
  let pongs = 0;
  let wake = (): void => {};
  const incoming = parser();
  incoming.on('packet', (packet: Packet) => {
    if (packet.cmd === 'pingresp') pongs++;
    else heard.push(describe(packet));
    wake();
  });
  socket.on('data', (chunk) => incoming.parse(chunk));
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.once('close', () => {
    heard.push('closed');
    wake();
  });
  await new Promise((resolve) => socket.once('connect', resolve));

  async function pong(): Promise<void> {
    const before = pongs;
    socket.write(PINGREQ);
    while (pongs === before && !socket.closed) await new Promise<void>((resolve) => (wake = resolve));
  }

  const take = () => heard.splice(0).join(', ') || 'nothing';
  return {
    async says(...bytes) {
      socket.write(Buffer.concat(bytes));
      // Answers may be later than a PINGRESP that was asked for behind them, by some turns of the broker's loop.
      for (let round = 0; round < PONGS && !socket.closed; round++) await pong();
      return take();
    },
    async untilClosed() {
      await closed;
      return take();
    },
    async vanish() {
      await vanish(socket);
      await settled();
    },
  };
}

async function vanish(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.end();
  await closed;
}

function describe(packet: Packet): string {
  const { cmd, messageId } = packet;
  if (cmd === 'connack')
    return `CONNACK ${packet.returnCode}${packet.sessionPresent ? ' session present' : ''}`;
  if (cmd === 'suback') return `SUBACK ${(packet.granted as number[]).join(' ')}`;
  if (cmd !== 'publish') return `${cmd.toUpperCase()} ${messageId}`;
  const { topic, qos, retain, dup, payload } = packet;
  const flags = `${retain ? ' retained' : ''}${dup ? ' dup' : ''}`;
  return `PUBLISH ${topic.split('/').at(-1)} QoS ${qos}${flags} ${payload.toString()}`;
}
