// A raw connection whose answers are written down in a short notation: `CONNACK 0`, `PUBACK 7`, `closed`. Waits for
// events only, never for a time: a slow machine makes it slow, not wrong.
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Packet, parser } from 'mqtt-packet';
import { DISCONNECT, PINGREQ } from './bytes.ts';

/**
 * A PINGREQ that is sent after a PINGRESP is read in a later turn of the broker's loop, and what a message sets off
 * there takes some turns. Two are enough for every case, in this process and in another.
 */
const ROUNDS = 8;

export interface Wire {
  /**
   * Writes the bytes; resolves to what has come since the last call, once nothing more is under way: to a CONNECT
   * there is an answer or an end, and behind everything else go PINGREQs, whose answers are left out.
   */
  says(...bytes: Buffer[]): Promise<string>;
  /** The same in a write for each byte. */
  drips(bytes: Buffer): Promise<string>;
  /** Resolves to what came until the other side closed. */
  untilClosed(): Promise<string>;
  /** Ends the connection without a word; the other side has closed it too. */
  vanish(): Promise<void>;
  /** Ends it as a client should, if it is still there. */
  leave(): Promise<void>;
}

export async function openWire(port: number): Promise<Wire> {
  const socket = connectSocket({ port, host: '127.0.0.1', noDelay: true });
  const heard: string[] = [];
  let isIn = false;
  let isClosed = false;
  let pongs = 0;
  /** Of those that the case itself asked for; they come first. */
  let pongsToTell = 0;
  let wake = (): void => {};

  function note(word: string): void {
    heard.push(word);
    wake();
  }

  const incoming = parser();
  incoming.on('error', (error) => note(`no MQTT (${error.message})`));
  incoming.on('packet', (packet: Packet) => {
    isIn ||= packet.cmd === 'connack' && packet.returnCode === 0;
    if (packet.cmd !== 'pingresp') note(describe(packet));
    else if (pongsToTell === 0) pongs++;
    else {
      pongsToTell--;
      note('PINGRESP');
    }
    wake();
  });
  await once(socket, 'connect');
  socket.on('data', (chunk) => incoming.parse(chunk));
  socket.on('error', () => {});
  socket.once('close', () => {
    isClosed = true;
    note('closed');
  });

  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue() && !isClosed) await new Promise<void>((resolve) => (wake = resolve));
  }

  async function enter(bytes: Buffer): Promise<void> {
    socket.write(bytes);
    await until(() => heard.length > 0);
    // [MQTT-3.2.2-5]: who is not let in is cut.
    await until(() => isIn);
  }

  async function settle(bytes: Buffer = Buffer.alloc(0)): Promise<void> {
    for (let round = 0; round < ROUNDS && !isClosed; round++) {
      const before = pongs;
      // In one write with the bytes: a second one could fail because the other side has closed already, and what it
      // said before that would be lost.
      socket.write(round === 0 ? Buffer.concat([bytes, PINGREQ]) : PINGREQ);
      await until(() => pongs > before);
    }
  }

  const take = () => heard.splice(0).join(', ') || 'nothing';
  const wire: Wire = {
    async says(...parts) {
      pongsToTell = parts.filter((part) => part === PINGREQ).length;
      const bytes = Buffer.concat(parts);
      if (isIn) await settle(bytes);
      else await enter(bytes).then(() => settle());
      return take();
    },
    async drips(bytes) {
      for (const byte of bytes.subarray(0, -1)) {
        socket.write(Buffer.of(byte));
        await nextTurn();
      }
      return wire.says(bytes.subarray(-1));
    },
    async untilClosed() {
      await until(() => false);
      return take();
    },
    async vanish() {
      socket.end();
      await until(() => false);
    },
    async leave() {
      if (isIn && socket.writable) socket.write(DISCONNECT);
      await wire.vanish();
    },
  };
  return wire;
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
