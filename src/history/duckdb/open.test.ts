import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startThread } from '../../thread.ts';
import { StoreUnavailable } from '../history.ts';
import { dropOff, HOUR, JUNE } from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';

let folder: string;
let file: string;
let troubles: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duckdb-open-'));
  file = join(folder, 'history.duckdb');
  troubles = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function openStore(): Promise<DuckDbHistory> {
  const store = new DuckDbHistory({ folder, onTrouble: (trouble) => troubles.push(trouble) });
  await store.open();
  return store;
}

/** 10 rows at position 10, folded into the file; 5 more at position 20 in the write-ahead log only, as after a kill. */
async function killedStore(): Promise<void> {
  const store = await openStore();
  await store.write(rows(0, 10), { journalId: 'j', position: 10 });
  await store.maintain(JUNE);
  await store.write(rows(10, 15), { journalId: 'j', position: 20 });
  const killed = [await readFile(file), await readFile(`${file}.wal`)] as const;
  await store.close();
  await rm(`${file}.wal`, { force: true });
  await writeFile(file, killed[0]);
  await writeFile(`${file}.wal`, killed[1]);
}

function rows(from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => dropOff({ seq: from + index }));
}

async function positionAndRows(): Promise<[number | undefined, number]> {
  const store = await openStore();
  const query = { scope: { station: 'TS-001' }, edges: [JUNE, JUNE + HOUR] };
  const [cell] = await store.dropOffStatistics(query);
  const { items } = await store.dropOffs({ station: 'TS-001', from: 0, to: JUNE + HOUR, limit: 100 });
  const cursor = await store.cursor();
  await store.close();
  expect(items).toHaveLength(cell?.dropOffs ?? 0);
  return [cursor?.position, items.length];
}

describe('a store whose process was killed', () => {
  it('opens with all that was written', async () => {
    await killedStore();
    expect(await positionAndRows()).toEqual([20, 15]);
    expect(troubles).toEqual([]);
  });

  it('opens at its last whole write when the end of the write-ahead log is cut', async () => {
    await killedStore();
    await truncate(`${file}.wal`, (await stat(`${file}.wal`)).size - 3);
    expect(await positionAndRows()).toEqual([10, 10]);
  });

  it('puts a damaged write-ahead log aside and opens at its last checkpoint', async () => {
    await killedStore();
    const wal = await readFile(`${file}.wal`);
    wal[wal.length >> 1] = (wal[wal.length >> 1] ?? 0) ^ 0xff;
    await writeFile(`${file}.wal`, wal);
    expect(await positionAndRows()).toEqual([10, 10]);
    expect(troubles).toHaveLength(1);
    expect(await readdir(join(folder, 'aside-1'))).toEqual(['history.duckdb.wal']);
  });

  it('puts a damaged file aside, says what is lost and begins anew', async () => {
    for (const [number, damage] of [
      () => truncate(file, 5000),
      () => writeFile(file, 'no database'),
    ].entries()) {
      await rm(file, { force: true });
      await killedStore();
      await damage();
      expect(await positionAndRows()).toEqual([undefined, 0]);
      expect(await readdir(join(folder, `aside-${number + 1}`))).toContain('history.duckdb');
      expect(troubles.join()).toMatch(/is lost/);
    }
  });

  it('puts neither aside for garbage behind a sound write-ahead log', async () => {
    await killedStore();
    await appendFile(`${file}.wal`, 'x');
    expect(await positionAndRows()).toEqual([20, 15]);
  });
});

describe('a second open', () => {
  it('is refused in the same thread, and possible after close', async () => {
    const first = await openStore();
    await expect(openStore()).rejects.toThrow(StoreUnavailable);
    await first.close();
    await (await openStore()).close();
  });

  it('is refused in another thread of the process', async () => {
    const first = await openStore();
    const worker = startThread(new URL('./open.test-support.ts', import.meta.url), { workerData: folder });
    const answer = await new Promise((resolve) => worker.once('message', resolve));
    expect(answer).toMatch(/open in this process already/);
    await worker.terminate();
    await first.close();
  });
});

it('refuses the tables of a newer hub and leaves them as they are', async () => {
  await (await openStore()).close();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run('update history_version set version = 99');
  connection.closeSync();
  instance.closeSync();
  await expect(openStore()).rejects.toThrow(/version 99/);
  await expect(openStore()).rejects.toThrow(/version 99/);
  expect(troubles).toEqual([]);
});
