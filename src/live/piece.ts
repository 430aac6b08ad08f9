// What goes over the wire to many readers: as text, and as a part of a gzip stream for those who take that. Each part is
// whole blocks of DEFLATE that refer to nothing before them and end at a byte (RFC 1951, 3.2.3), so that one compression
// serves all readers, whatever else each of them has got.
import { constants, deflateRawSync } from 'node:zlib';

export type Encoding = 'identity' | 'gzip';

/** Below this, compressing costs more than it saves. */
const STORED_BYTES = 128;
const STORED_HEAD_BYTES = 5;
/** Level 1 takes half the time of the usual 6, and levels shrink nearly as well. */
const OPTIONS = { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH };

export class Piece {
  readonly #text: Buffer;
  #compressed: Buffer | undefined;

  constructor(text: string) {
    this.#text = Buffer.from(text);
  }

  bytes(encoding: Encoding): Uint8Array {
    if (encoding === 'identity') return this.#text;
    this.#compressed ??=
      this.#text.length < STORED_BYTES ? stored(this.#text) : deflateRawSync(this.#text, OPTIONS);
    return this.#compressed;
  }
}

/**
 * What a stream begins with. A gzip stream lacks its last block and checksum, as an event stream ends by breaking off.
 */
export function headOf(encoding: Encoding): Uint8Array[] {
  return encoding === 'gzip' ? [GZIP_HEAD] : [];
}

/** RFC 1952, 2.3: magic, method 8 (DEFLATE), no flags, no time, system unknown. */
const GZIP_HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/** A block without compression (RFC 1951, 3.2.4); not the last one. */
function stored(text: Buffer): Buffer {
  const block = Buffer.alloc(STORED_HEAD_BYTES + text.length);
  block.writeUInt16LE(text.length, 1);
  block.writeUInt16LE(text.length ^ 0xffff, 3);
  text.copy(block, STORED_HEAD_BYTES);
  return block;
}
