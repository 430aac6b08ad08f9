// How one value lies in the state store: CRC-32 over key and text, then the value as JSON (a third of the time that
// the structured clone takes). The engine below has no checksums of its own, and a flipped bit must be found, not
// believed.
import { crc32 } from 'node:zlib';
import type { StateKey } from './state-store.ts';

const CRC_BYTES = 4;
const ROOM_FOR_CRC = '    ';

export function encodeStateValue(key: StateKey, value: unknown): Buffer {
  const text = JSON.stringify(value);
  if (text === undefined)
    throw new TypeError(`cannot keep ${JSON.stringify(key)}: JSON has no word for its value`);
  const bytes = Buffer.from(ROOM_FOR_CRC + text);
  bytes.writeUInt32LE(checksum(key, bytes.subarray(CRC_BYTES)), 0);
  return bytes;
}

/** Throws as `checkStateValue` does. */
export function decodeStateValue(key: StateKey, bytes: Uint8Array): unknown {
  return JSON.parse(checkStateValue(key, bytes).toString());
}

/** Throws when the bytes are not what was written under this key; the next start puts such a store aside. */
export function checkStateValue(key: StateKey, bytes: Uint8Array): Buffer {
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = stored.subarray(CRC_BYTES);
  if (stored.length <= CRC_BYTES || stored.readUInt32LE(0) !== checksum(key, body)) {
    throw new Error(`cannot read state entry ${JSON.stringify(key)}: its checksum does not match`);
  }
  return body;
}

function checksum(key: StateKey, body: Buffer): number {
  return crc32(body, crc32(JSON.stringify(key)));
}
