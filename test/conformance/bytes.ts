// MQTT packets made byte by byte, so that they can be wrong in any way.

/** A string or bytes behind their length. */
export function field(value: string | readonly number[]): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);
  return Buffer.concat([number16(bytes.length), bytes]);
}

export function number16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

/** A fixed header with the true length of what follows. */
export function packet(header: number, ...body: (Buffer | number)[]): Buffer {
  const bytes = Buffer.concat(body.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)));
  return Buffer.concat([Buffer.from([header, ...lengthBytes(bytes.length)]), bytes]);
}

function lengthBytes(length: number): number[] {
  const digit = length % 128;
  return length < 128 ? [digit] : [digit | 128, ...lengthBytes(Math.floor(length / 128))];
}

export interface ConnectParts {
  header?: number;
  name?: string;
  level?: number;
  flags?: number;
  keepAlive?: number;
  /** Client id, will topic, will message, user name, password: as many as the flags say. */
  fields?: readonly Buffer[];
}

export const FLAGS = {
  user: 0x80,
  password: 0x40,
  willRetain: 0x20,
  willQos1: 0x08,
  will: 0x04,
  clean: 0x02,
};

/** Of user and client id `S-1` with the password `token`, in a clean session, where nothing else is said. */
export function connect(parts: ConnectParts = {}): Buffer {
  const { header = 0x10, name = 'MQTT', level = 4, keepAlive = 0 } = parts;
  const { flags = FLAGS.user | FLAGS.password | FLAGS.clean, fields = credentials('S-1') } = parts;
  return packet(header, field(name), level, flags, number16(keepAlive), ...fields);
}

/** Client id, user name and password; a will goes between the first two. */
export function credentials(user: string, ...will: Buffer[]): Buffer[] {
  return [field(user), ...will, field(user), field('token')];
}

export interface PublishParts {
  topic?: string | readonly number[];
  qos?: 0 | 1 | 2;
  id?: number;
  retain?: boolean;
  dup?: boolean;
  payload?: string;
}

export function publish(parts: PublishParts = {}): Buffer {
  const {
    topic = 'waste/v1/S-1/event',
    qos = 0,
    id = 0,
    retain = false,
    dup = false,
    payload = '{}',
  } = parts;
  const header = 0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
  return packet(header, field(topic), ...(qos > 0 ? [number16(id)] : []), Buffer.from(payload));
}

export function subscribe(id: number, ...filters: (readonly [string | readonly number[], number])[]): Buffer {
  const pairs = filters.map(([filter, qos]) => Buffer.concat([field(filter), Buffer.from([qos])]));
  return packet(0x82, number16(id), ...pairs);
}

export function unsubscribe(id: number, ...filters: (string | readonly number[])[]): Buffer {
  return packet(0xa2, number16(id), ...filters.map(field));
}

/** PUBACK, PUBREC, PUBREL, PUBCOMP, by their fixed header. */
export const ack = (header: 0x40 | 0x50 | 0x62 | 0x70, id: number) => packet(header, number16(id));

/** No valid UTF-8: a byte that stands nowhere, U+002F in two bytes, a surrogate. */
export const ILL_FORMED = {
  byte: [0x61, 0xff],
  overlong: [0x61, 0xc0, 0xaf, 0x62],
  surrogate: [0x61, 0xed, 0xa0, 0x80],
} as const;

export const PINGREQ = packet(0xc0);
export const DISCONNECT = packet(0xe0);
