// The frame: what the journal writes and reads as one piece. A header of 20 bytes (mark, position, length, CRC-32),
// then the entries as one JSON text. It must not know files. All numbers are little-endian.
//
//   0  mark      4  line feed, 0xFF, kind, version: cannot occur within JSON text, so a search for it finds frames
//   4  position  8  the frame's own place: a stale or misdirected block is never taken for this one
//  12  length    4  bytes behind the header
//  16  CRC-32    4  of the 16 bytes before it and of the JSON text (of a filler: of the 16 bytes alone)
import { crc32 } from 'node:zlib';
import type { Entry } from '../model/entry.ts';

export const FRAME_HEADER_BYTES = 20;
/** No frame comes near it; a length above it is damage. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

const MARK_START = Buffer.from([0x0a, 0xff]);
const ENTRIES_MARK = Buffer.from([0x0a, 0xff, 0x46, 0x31]).readUInt32LE();
const FILLER_MARK = Buffer.from([0x0a, 0xff, 0x53, 0x31]).readUInt32LE();
const POSITION_AT = 4;
const LENGTH_AT = 12;
const CRC_AT = 16;

export function encodeEntry(entry: Entry): string {
  return JSON.stringify(entry);
}

/** Room for a usual frame of a thousand entries; longer ones get their own. */
const KEPT_BYTES = 2 * 1024 * 1024;
/** Of UTF-16 as UTF-8. */
const MAX_BYTES_PER_CHARACTER = 3;
const OPENING = '['.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const CLOSING = ']'.charCodeAt(0);

/** Encodes frame after frame into memory of its own: what it returns holds until the next call. */
export class FrameEncoder {
  readonly #kept = Buffer.allocUnsafeSlow(KEPT_BYTES);

  /** The frame of these encoded entries that stands at `position`. Throws when they are too much. */
  encode(entries: readonly string[], position: number): Buffer {
    const buffer = this.#roomFor(entries);
    const end = writeText(entries, buffer);
    const bytes = end - FRAME_HEADER_BYTES;
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw new Error(
        `cannot journal ${entries.length} entries: ${bytes} bytes, at most ${MAX_PAYLOAD_BYTES}`,
      );
    }
    const frame = buffer.subarray(0, end);
    writeHeader(frame, ENTRIES_MARK, position, bytes);
    const payload = frame.subarray(FRAME_HEADER_BYTES);
    frame.writeUInt32LE(crc32(payload, crc32(frame.subarray(0, CRC_AT))), CRC_AT);
    return frame;
  }

  #roomFor(entries: readonly string[]): Buffer {
    let characters = 0;
    for (const entry of entries) characters += entry.length + 1;
    const most = FRAME_HEADER_BYTES + 1 + characters * MAX_BYTES_PER_CHARACTER;
    return most <= this.#kept.length ? this.#kept : Buffer.allocUnsafeSlow(most);
  }
}

/** Where the text ends. Entry by entry: a text of all of them would be one more copy in the heap. */
function writeText(entries: readonly string[], buffer: Buffer): number {
  let end = FRAME_HEADER_BYTES;
  buffer[end++] = OPENING;
  let isFirst = true;
  for (const entry of entries) {
    if (!isFirst) buffer[end++] = COMMA;
    isFirst = false;
    end += buffer.write(entry, end);
  }
  buffer[end++] = CLOSING;
  return end;
}

/** Header that makes `bytes` damaged bytes from `position` on (itself included) something that readers pass over. */
export function encodeFiller(position: number, bytes: number): Buffer {
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  writeHeader(header, FILLER_MARK, position, bytes - FRAME_HEADER_BYTES);
  header.writeUInt32LE(crc32(header.subarray(0, CRC_AT)), CRC_AT);
  return header;
}

function writeHeader(frame: Buffer, mark: number, position: number, length: number): void {
  frame.writeUInt32LE(mark, 0);
  frame.writeBigUInt64LE(BigInt(position), POSITION_AT);
  frame.writeUInt32LE(length, LENGTH_AT);
}

export type FrameCheck =
  /** A sound frame of `bytes` bytes, header included. */
  | { kind: 'entries' | 'filler'; bytes: number }
  /** May be a sound frame, but only a part of it is in the buffer: it takes `bytes`. */
  | { kind: 'partial'; bytes: number }
  | { kind: 'bad' };

const BAD: FrameCheck = { kind: 'bad' };

/** Judges what stands at `offset` of a buffer and should be the frame of `position`. */
export function checkFrame(buffer: Buffer, offset: number, position: number): FrameCheck {
  const available = buffer.length - offset;
  if (available < FRAME_HEADER_BYTES) return { kind: 'partial', bytes: FRAME_HEADER_BYTES };
  const mark = buffer.readUInt32LE(offset);
  if (mark !== ENTRIES_MARK && mark !== FILLER_MARK) return BAD;
  if (buffer.readBigUInt64LE(offset + POSITION_AT) !== BigInt(position)) return BAD;
  const length = buffer.readUInt32LE(offset + LENGTH_AT);
  const bytes = FRAME_HEADER_BYTES + length;
  const headerSum = crc32(buffer.subarray(offset, offset + CRC_AT));
  const sum = buffer.readUInt32LE(offset + CRC_AT);
  if (mark === FILLER_MARK) {
    if (sum !== headerSum) return BAD;
    return { kind: available < bytes ? 'partial' : 'filler', bytes };
  }
  if (length > MAX_PAYLOAD_BYTES) return BAD;
  if (available < bytes) return { kind: 'partial', bytes };
  const payload = buffer.subarray(offset + FRAME_HEADER_BYTES, offset + bytes);
  return crc32(payload, headerSum) === sum ? { kind: 'entries', bytes } : BAD;
}

/** The entries of a sound frame of `bytes` bytes. */
export function decodeEntries(buffer: Buffer, offset: number, bytes: number): Entry[] {
  return JSON.parse(buffer.toString('utf8', offset + FRAME_HEADER_BYTES, offset + bytes)) as Entry[];
}

/**
 * Offset of the first whole, sound frame behind the bad one at `offset`, which should be the frame of `position`;
 * undefined when there is none. What is left out is always long enough for a filler.
 */
export function findFrameBehind(buffer: Buffer, offset: number, position: number): number | undefined {
  let found = buffer.indexOf(MARK_START, offset + FRAME_HEADER_BYTES);
  while (found !== -1) {
    const { kind } = checkFrame(buffer, found, position + (found - offset));
    if (kind === 'entries' || kind === 'filler') return found;
    found = buffer.indexOf(MARK_START, found + 1);
  }
  return undefined;
}
