import { constants, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { headOf, Piece } from './piece.ts';

it('is its text, and as a part of a gzip stream the same, in whatever order parts are joined', () => {
  const texts = fc.array(fc.oneof(fc.string(), fc.string({ minLength: 100, maxLength: 5_000 })), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(texts, texts, (shared, own) => {
      const pieces = [...shared, ...own, ...shared].map((text) => new Piece(text));
      const joined = (encoding: 'identity' | 'gzip') =>
        Buffer.concat([...headOf(encoding), ...pieces.map((piece) => piece.bytes(encoding))]);
      const text = [...shared, ...own, ...shared].join('');
      expect(joined('identity').toString()).toBe(text);
      expect(gunzipSync(joined('gzip'), { finishFlush: constants.Z_SYNC_FLUSH }).toString()).toBe(text);
    }),
  );
});

it('is compressed once for all, and little of it is left', () => {
  const piece = new Piece('{"station":"s-1","level":0.5},'.repeat(1_000));
  expect(piece.bytes('gzip').length).toBeLessThan(piece.bytes('identity').length / 20);
  expect(piece.bytes('gzip')).toBe(piece.bytes('gzip'));
});
