import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../model/entry.ts';
import {
  checkFrame,
  decodeEntries,
  encodeEntry,
  encodeFiller,
  FRAME_HEADER_BYTES,
  FrameEncoder,
  findFrameBehind,
  MAX_PAYLOAD_BYTES,
} from './frame.ts';
import { entry } from './journal.test-support.ts';

function renamed(number: number, rejectionId: string): Entry {
  return { ...entry(number), rejectionId };
}

function encodeFrame(entries: readonly Entry[], position: number): Buffer {
  return new FrameEncoder().encode(entries.map(encodeEntry), position);
}

const positions = fc.nat({ max: Number.MAX_SAFE_INTEGER });

describe('frame', () => {
  it('gives back what was put in, whatever the text holds', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(texts, { maxLength: 4 }),
        positions,
        fc.nat({ max: 50 }),
        (names, position, offset) => {
          const entries = names.map((rejectionId, index) => renamed(index, rejectionId));
          const frame = Buffer.concat([Buffer.alloc(offset), encodeFrame(entries, position)]);
          const check = checkFrame(frame, offset, position);
          expect(check).toEqual({ kind: 'entries', bytes: frame.length - offset });
          // A lone surrogate is no text: JSON writes it as an escape, so it comes back as it was.
          expect(decodeEntries(frame, offset, frame.length - offset)).toEqual(entries);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is not sound with any one bit turned', () => {
    const frame = encodeFrame([entry(1), entry(2)], 4_711);
    for (let bit = 0; bit < frame.length * 8; bit += 1) {
      const damaged = Buffer.from(frame);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(['bad', 'partial']).toContain(checkFrame(damaged, 0, 4_711).kind);
    }
  });

  it('is not sound at another position', () => {
    const frame = encodeFrame([entry(1)], 4_711);
    expect(checkFrame(frame, 0, 4_712)).toEqual({ kind: 'bad' });
  });

  it('says how much it takes when only a part is there', () => {
    const frame = encodeFrame([entry(1)], 0);
    expect(checkFrame(frame.subarray(0, 5), 0, 0)).toEqual({ kind: 'partial', bytes: FRAME_HEADER_BYTES });
    expect(checkFrame(frame.subarray(0, -1), 0, 0)).toEqual({ kind: 'partial', bytes: frame.length });
  });

  it('is bad when its length is absurd', () => {
    const frame = encodeFrame([entry(1)], 0);
    frame.writeUInt32LE(MAX_PAYLOAD_BYTES + 1, 12);
    expect(checkFrame(frame, 0, 0)).toEqual({ kind: 'bad' });
  });

  it('is found behind damage, and not within the text of another', () => {
    const inner = encodeFrame([entry(1)], 0).toString('latin1');
    const first = encodeFrame([renamed(1, inner)], 100);
    const second = encodeFrame([entry(2)], 100 + first.length);
    first.fill(0, 0, 2);
    expect(findFrameBehind(Buffer.concat([first, second]), 0, 100)).toBe(first.length);
    expect(findFrameBehind(first, 0, 100)).toBeUndefined();
  });

  it('becomes filler by its header alone', () => {
    const damaged = encodeFrame([entry(1)], 7);
    encodeFiller(7, damaged.length).copy(damaged);
    expect(checkFrame(damaged, 0, 7)).toEqual({ kind: 'filler', bytes: damaged.length });
    damaged.writeUInt8(damaged.readUInt8(12) ^ 1, 12);
    expect(checkFrame(damaged, 0, 7)).toEqual({ kind: 'bad' });
  });

  it('refuses entries that are no JSON or too much of it', () => {
    const huge = renamed(1, 'x'.repeat(MAX_PAYLOAD_BYTES));
    expect(() => encodeFrame([huge], 0)).toThrow('cannot journal 1 entries');
  });
});
