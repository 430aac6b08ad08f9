import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createSmallDisk } from '../../../test/support/small-disk.ts';
import { StoreUnavailable } from '../history.ts';
import { dropOff, HOUR, JUNE } from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';

const disk = createSmallDisk(16);
afterAll(() => disk?.remove());

const SECOND = 1_000;

it.skipIf(!disk)(
  'a full disk is no fault of the rows: all of them are written when there is room',
  async () => {
    const { path = '', fill = async () => {}, free = () => {} } = disk ?? {};
    const store = new DuckDbHistory({ folder: join(path, 'history') });
    await store.open();
    const write = (seq: number) =>
      store.write([dropOff({ seq, at: JUNE + seq * SECOND })], { journalId: 'j', position: seq });
    await fill(0);
    let seq = 0;
    let refusal: unknown;
    while (refusal === undefined && seq < 1_000) {
      seq += 1;
      refusal = await write(seq).catch((cause: unknown) => cause);
    }
    for (const cause of [refusal, await write(seq).catch((again: unknown) => again)]) {
      expect(cause).toBeInstanceOf(StoreUnavailable);
      expect(String(cause)).toContain('No space left on device');
    }
    free();
    await write(seq);
    const { items } = await store.dropOffs({ station: 'TS-001', from: JUNE, to: JUNE + HOUR, limit: 2_000 });
    expect(items.map((item) => item.seq)).toEqual(Array.from({ length: seq }, (_, n) => n + 1));
    await store.close();
  },
);
