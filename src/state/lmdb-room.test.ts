import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createSmallDisk } from '../../test/support/small-disk.ts';
import { silentLog } from '../log.ts';
import { openLmdbEnvironment } from './lmdb-environment.ts';
import { LmdbRoom } from './lmdb-room.ts';
import { openLmdbState } from './lmdb-state.ts';
import { dataFileOf } from './state-files.ts';
import { StateUnavailable } from './state-store.ts';
import { encodeStateValue } from './state-value.ts';

describe('the room of LMDB', () => {
  it('suffices for any transactions: none of them makes the file longer', async () => {
    const key = fc.integer({ min: 0, max: 20_000 });
    const value = fc.oneof({ weight: 9, arbitrary: fc.nat(600) }, fc.nat(60_000));
    const transaction = fc.uniqueArray(fc.tuple(key, value), { maxLength: 300, selector: ([id]) => id });
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { minLength: 1, maxLength: 12 }), async (transactions) => {
        const folder = await mkdtemp(join(tmpdir(), 'hub-room-'));
        const environment = openLmdbEnvironment(folder);
        const room = new LmdbRoom(environment, dataFileOf(folder));
        for (const changes of transactions) {
          const bytes = changes.reduce((sum, [, length]) => sum + 16 + length, 0);
          const release = room.reserve({ changes: changes.length, bytes });
          const { size } = statSync(dataFileOf(folder));
          await environment.transaction(() => {
            for (const [id, length] of changes) environment.putSync([id], Buffer.alloc(length, id));
          });
          release();
          expect(statSync(dataFileOf(folder)).size).toBe(size);
        }
        await environment.close();
        room.close();
        await rm(folder, { recursive: true });
      }),
      { numRuns: 50 },
    );
  });
});

const disk = createSmallDisk(16);
afterAll(() => disk?.remove());

describe.skipIf(!disk)('a state store on a full disk', () => {
  const { path = '', fill = async () => {}, free = () => {} } = disk ?? {};
  const put = (n: number) => [{ key: ['entry', n % 500], value: 'x'.repeat(3_000) + n }];

  it('refuses, over and over, keeps what it took, and goes on when there is room', async () => {
    const store = await openLmdbState({ folder: join(path, 'state'), log: silentLog });
    await store.write(put(0));
    await fill(0);
    const taken = new Map<number, number>();
    let refused = 0;
    for (let n = 0; n < 1_500; n++) {
      await store.write(put(n)).then(
        () => taken.set(n % 500, n),
        (cause: unknown) => {
          expect(cause).toBeInstanceOf(StateUnavailable);
          expect(String(cause)).toContain('no space left on device');
          refused += 1;
        },
      );
    }
    expect(taken.size, 'from what was allocated before').toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(500);
    free();
    await store.write(put(499));
    taken.set(499, 499);
    for (const [n, last] of taken) expect(store.get(['entry', n])).toBe(put(last)[0]?.value);
    await store.close();
  });

  it('is not taken for damaged when it is opened there, without room of its own', async () => {
    const folder = join(path, 'of-an-older-hub');
    const environment = openLmdbEnvironment(folder);
    await environment.put(['entry'], encodeStateValue(['entry'], 'kept'));
    await environment.close();
    const open = () => openLmdbState({ folder, log: silentLog });
    await fill(0);
    await expect(open()).rejects.toThrow(/no space left on device.*make room/);
    free();
    const store = await open();
    expect(store.get(['entry'])).toBe('kept');
    await store.close();
  });
});
