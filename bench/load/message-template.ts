// MQTT packets made ahead: only packet id, seq, time, levels and measured digits are written for each message, so that the
// generator needs a small part of the time of what it measures. It must not know connections.
import { generate } from 'mqtt-packet';
import { type UplinkType, uplinkTopic } from '../../src/protocol/topics.ts';

/** Seven digits from the first message to the last: the length of a packet never changes. */
export const FIRST_SEQ = 1_000_000;

/** Marks in the text of a payload; each `#` becomes some digit. */
const SEQ_MARK = 'SSSSSSS';
const TIME_MARK = 'TTTTTTTTTTTTT';
/** A level in thousandths, below 1. */
export const LEVEL_MARK = 'LLL';
const DIGIT_MARK = '#'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** The frame of every message, to be put before the fields of its own. */
export function frameText(bootId: string): string {
  return `"bootId":"${bootId}","seq":${SEQ_MARK},"observedAt":${TIME_MARK}`;
}

export interface Stamp {
  /** 1..65535 */
  packetId: number;
  seq: number;
  observedAt: number;
  /** Of the level that stands at that place, 0..1. */
  level: (place: number) => number;
}

export class MessageTemplate {
  readonly #packet: Buffer;
  readonly #packetIdAt: number;
  readonly #seqAt: number;
  readonly #timeAt: number;
  readonly #levelsAt: readonly number[];
  readonly #digitsAt: readonly number[];
  #random = 1;

  constructor(station: string, type: UplinkType, payload: string) {
    const topic = uplinkTopic(station, type);
    this.#packet = generate({
      cmd: 'publish',
      topic,
      payload,
      qos: 1,
      messageId: 1,
      dup: false,
      retain: false,
    });
    this.#packetIdAt = this.#packet.indexOf(topic) + topic.length;
    this.#seqAt = this.#packet.indexOf(SEQ_MARK);
    this.#timeAt = this.#packet.indexOf(TIME_MARK);
    this.#levelsAt = placesOf(LEVEL_MARK, this.#packet);
    this.#digitsAt = [...this.#packet.keys()].filter((at) => this.#packet[at] === DIGIT_MARK);
  }

  get length(): number {
    return this.#packet.length;
  }

  /** Returns where the next packet may begin. */
  write(target: Buffer, offset: number, { packetId, seq, observedAt, level }: Stamp): number {
    target.set(this.#packet, offset);
    target[offset + this.#packetIdAt] = packetId >> 8;
    target[offset + this.#packetIdAt + 1] = packetId & 0xff;
    writeDigits(target, offset + this.#seqAt + SEQ_MARK.length, seq, SEQ_MARK.length);
    writeDigits(target, offset + this.#timeAt + TIME_MARK.length, observedAt, TIME_MARK.length);
    for (let place = 0; place < this.#levelsAt.length; place += 1) {
      const end = offset + (this.#levelsAt[place] ?? 0) + LEVEL_MARK.length;
      writeDigits(target, end, Math.min(999, Math.floor(level(place) * 1_000)), LEVEL_MARK.length);
    }
    for (const at of this.#digitsAt) target[offset + at] = ZERO + this.#nextDigit();
    return offset + this.#packet.length;
  }

  #nextDigit(): number {
    this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (this.#random >> 16) % 10;
  }
}

function placesOf(mark: string, packet: Buffer): number[] {
  const places: number[] = [];
  for (let at = packet.indexOf(mark); at !== -1; at = packet.indexOf(mark, at + mark.length)) places.push(at);
  return places;
}

function writeDigits(target: Buffer, end: number, value: number, count: number): void {
  let rest = value;
  for (let at = end - 1; at >= end - count; at--) {
    const tenth = Math.floor(rest / 10);
    target[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
}
