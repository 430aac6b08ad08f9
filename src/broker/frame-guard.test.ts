import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameGuard, type FrameFault } from './frame-guard.ts';

const LIMITS = { maxPacketBytes: 20_000, maxConnectBytes: 300 };

function lengthBytes(length: number): number[] {
  const digit = length % 128;
  return length < 128 ? [digit] : [digit | 128, ...lengthBytes(Math.floor(length / 128))];
}

function packet(header: number, length: number): Buffer {
  return Buffer.concat([Buffer.from([header, ...lengthBytes(length)]), Buffer.alloc(length, 0xff)]);
}

/** Feeds the bytes in pieces of the given sizes, the rest at once. */
function feed(bytes: Buffer, sizes: readonly number[]): FrameFault | undefined {
  const guard = createFrameGuard(LIMITS);
  let offset = 0;
  for (const size of [...sizes, bytes.length]) {
    const fault = guard.check(bytes.subarray(offset, offset + size));
    if (fault !== undefined) return fault;
    offset += size;
  }
  return undefined;
}

const sizes = fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 50 });
const tinySizes = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 50 });
const pieces = fc.oneof(sizes, tinySizes);
const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 20_000 })), {
  maxLength: 8,
});
const connect = packet(0x10, 100);

describe('frame guard', () => {
  it('passes every stream of packets within the limits, however it is cut', () => {
    fc.assert(
      fc.property(lengths, pieces, (wanted, cuts) => {
        const bytes = Buffer.concat([connect, ...wanted.map((length) => packet(0x32, length))]);
        expect(feed(bytes, cuts)).toBeUndefined();
      }),
    );
  });

  it('finds the packet that announces too much by its header alone, wherever it stands', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 20_001, max: 268_435_455 }), pieces, (before, length, cuts) => {
        const header = Buffer.from([0x32, ...lengthBytes(length)]);
        const packets = [connect, ...before.map((size) => packet(0x32, size)), header];
        expect(feed(Buffer.concat(packets), cuts)).toBe('too-large');
      }),
    );
  });

  it('finds a remaining length of five bytes', () => {
    fc.assert(
      fc.property(lengths, pieces, (before, cuts) => {
        const packets = [connect, ...before.map((size) => packet(0x32, size))];
        const header = Buffer.from([0x32, 0x80, 0x80, 0x80, 0x80, 0x01]);
        expect(feed(Buffer.concat([...packets, header]), cuts)).toBe('malformed-length');
      }),
    );
  });

  it.each([
    ['exactly the limit of a CONNECT', packet(0x10, 300), undefined],
    ['one byte more', packet(0x10, 301), 'too-large'],
    ['a PUBLISH before CONNECT', packet(0x30, 10), 'not-a-connect'],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'not-a-connect'],
    ['exactly the limit', Buffer.concat([connect, packet(0x32, 20_000)]), undefined],
    ['one byte over it', Buffer.concat([connect, packet(0x32, 20_001)]), 'too-large'],
  ])('%s', (_name, bytes, fault) => expect(feed(bytes, [])).toBe(fault));
});
