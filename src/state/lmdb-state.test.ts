import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Log, silentLog } from '../log.ts';
import { openLmdbState } from './lmdb-state.ts';
import { describeStateStore } from './state-store.contract.ts';
import type { StateStore } from './state-store.ts';
import { createRejectionHandler } from './stray-commit.ts';

describeStateStore('LMDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-state-'));
  const open = () => openLmdbState({ folder: join(folder, 'state'), log: silentLog });
  return {
    open,
    reopen: async (store: StateStore) => {
      await store.close();
      return open();
    },
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe('damaged files', () => {
  let parent: string;
  let folder: string;
  let sound: Buffer;
  let reported: object[];

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'hub-state-'));
    folder = join(parent, 'state');
    reported = [];
    const store = await openLmdbState({ folder, log: silentLog });
    for (let round = 0; round < 3; round += 1) {
      const keys = Array.from({ length: 300 }, (_, n) => ['reading', round, n]);
      await store.write(keys.map((key) => ({ key, value: 'x'.repeat(80) })));
    }
    await store.write(Array.from({ length: 60 }, (_, n) => ({ key: ['reading', 1, n], value: undefined })));
    await store.write([{ key: ['one'], value: 'flip me' }]);
    await store.close();
    sound = withoutRoom(await readFile(join(folder, 'data.mdb')));
  });
  afterEach(() => rm(parent, { recursive: true }));

  const log: Log = { ...silentLog, error: (fields) => reported.push(fields) };
  const pages = (bytes: Buffer) => bytes.length / 4096;
  const changed = (change: (bytes: Buffer) => void) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    change(copy);
    return copy;
  };

  /** What is allocated ahead is nothing but zeros: no loss, and no damage. */
  function withoutRoom(bytes: Buffer): Buffer {
    const used = bytes.findLastIndex((byte) => byte !== 0) + 1;
    return bytes.subarray(0, Math.ceil(used / 4096) * 4096);
  }

  const damages: [string, (bytes: Buffer) => Buffer][] = [
    ['garbage', (bytes) => Buffer.alloc(bytes.length, 0x41)],
    ['a few bytes', () => Buffer.from('hello')],
    ['zeros', (bytes) => Buffer.alloc(bytes.length)],
    ['cut in the first page', (bytes) => bytes.subarray(0, 100)],
    ['cut behind the meta pages', (bytes) => bytes.subarray(0, 8192)],
    ['cut in the middle', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    ['both meta pages overwritten', changed((bytes) => bytes.fill(0xff, 0, 8192))],
    ['everything behind the meta pages lost', changed((bytes) => bytes.fill(0, 8192))],
    ['every second page overwritten', changed((bytes) => everySecondPage(bytes))],
    ['one flipped bit in a value', changed((bytes) => flip(bytes, bytes.indexOf('flip me')))],
  ];

  function everySecondPage(bytes: Buffer): void {
    for (let page = 2; page < pages(bytes); page += 2) bytes.fill(0x5a, page * 4096, (page + 1) * 4096);
  }
  function flip(bytes: Buffer, at: number): void {
    bytes[at] = (bytes[at] ?? 0) ^ 4;
  }

  test.each(damages)('%s: put aside, reported, made anew', async (_, damage) => {
    await writeFile(join(folder, 'data.mdb'), damage(sound));
    const store = await openLmdbState({ folder, log });
    expect([...store.list([])]).toEqual([]);
    await store.write([{ key: ['a'], value: 1 }]);
    await store.close();
    expect(reported).toMatchObject([{ aside: `${folder}.damaged-1`, damage: expect.stringMatching(/\w/) }]);
    expect(existsSync(`${folder}.damaged-1/data.mdb`)).toBe(true);
  });

  test('a second damage does not overwrite the first', async () => {
    for (const _ of [1, 2]) {
      await writeFile(join(folder, 'data.mdb'), 'hello');
      await (await openLmdbState({ folder, log })).close();
    }
    expect((await readdir(parent)).sort()).toEqual(['state', 'state.damaged-1', 'state.damaged-2']);
  });

  test('a sound folder stays', async () => {
    const store = await openLmdbState({ folder, log });
    expect([...store.list([])]).toHaveLength(841);
    await store.close();
    expect(reported).toEqual([]);
  });
});

describe('the handler of unhandled rejections', () => {
  test('takes a stray commit failure as reported, and nothing else', () => {
    const handle = createRejectionHandler(silentLog);
    const stray = Object.assign(new Error('Commit failed (see commitError for details)'), {
      commitError: Promise.reject(new Error('Input/output error')),
    });
    expect(() => handle(stray)).not.toThrow();
    expect(() => handle(new Error('Commit failed'))).toThrow('Commit failed');
    expect(() => handle(undefined)).toThrow();
  });
});
