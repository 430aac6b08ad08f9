// Refuses a packet by the length that it announces, before a byte of it is buffered: Aedes has no maximum, not even
// before CONNECT. Reads fixed headers only and skips the rest by length.
import type { Duplex } from 'node:stream';

export type FrameFault = 'not-a-connect' | 'malformed-length' | 'too-large';

export interface FrameLimits {
  /** Of the remaining length of every packet after the first. */
  maxPacketBytes: number;
  /** Of the first packet, the CONNECT, which comes from strangers. */
  maxConnectBytes: number;
}

export interface FrameGuard {
  /** Takes the next bytes of the connection; a fault is final. */
  check(chunk: Uint8Array): FrameFault | undefined;
}

const CONNECT_HEADER = 0x10;
/** What the fourth byte of a remaining length counts in: a fifth byte is malformed ([MQTT-2.2.3]). */
const LAST_FACTOR = 128 ** 3;

export function createFrameGuard({ maxPacketBytes, maxConnectBytes }: FrameLimits): FrameGuard {
  let limit = maxConnectBytes;
  let isFirst = true;
  let bytesToSkip = 0;
  let inLength = false;
  let length = 0;
  let factor = 1;

  function takeHeaderByte(byte: number): FrameFault | undefined {
    if (!inLength) {
      if (isFirst && byte !== CONNECT_HEADER) return 'not-a-connect';
      inLength = true;
      length = 0;
      factor = 1;
      return undefined;
    }
    length += (byte & 0x7f) * factor;
    if (length > limit) return 'too-large';
    if ((byte & 0x80) === 0) return endHeader();
    if (factor === LAST_FACTOR) return 'malformed-length';
    factor *= 128;
    return undefined;
  }

  function endHeader(): undefined {
    inLength = false;
    isFirst = false;
    limit = maxPacketBytes;
    bytesToSkip = length;
  }

  return {
    check(chunk) {
      let offset = 0;
      while (offset < chunk.length) {
        const skipped = Math.min(bytesToSkip, chunk.length - offset);
        bytesToSkip -= skipped;
        offset += skipped;
        const byte = chunk[offset++];
        if (byte === undefined) return undefined;
        const fault = takeHeaderByte(byte);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  };
}

/** Lets the reader of `socket` see only bytes that the guard has passed; after a fault the socket is gone. */
export function guardSocket(socket: Duplex, guard: FrameGuard, onFault: (fault: FrameFault) => void): void {
  const read = socket.read.bind(socket);
  let faulty = false;

  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (faulty) return null;
    if (!(chunk instanceof Uint8Array)) return chunk;
    const fault = guard.check(chunk);
    if (fault === undefined) return chunk;
    faulty = true;
    onFault(fault);
    socket.destroy();
    return null;
  };
}
