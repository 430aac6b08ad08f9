import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StoreUnavailable } from '../history.ts';
import { type CursorState, readCursorFile, writeCursorFile } from './cursor-file.ts';

const STATE: CursorState = {
  target: 'database "hub" at http://127.0.0.1:8086',
  cursor: { journalId: 'journal-1', position: 7_000_000_000 },
  touched: { stations: ['TS-001', '站-2'], hours: [[494_160, 'Aw==', 4096]] },
};

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cursor-file-'));
  path = join(folder, 'cursor.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('comes back as it was written', async () => {
  expect(await readCursorFile(path)).toEqual({ kind: 'missing' });
  await writeCursorFile(path, STATE);
  expect(await readCursorFile(path)).toEqual({ kind: 'whole', state: STATE });
});

it('is the one before when a process died while it wrote', async () => {
  await writeCursorFile(path, STATE);
  await writeFile(`${path}.new`, '{"version":1,"crc');
  expect(await readCursorFile(path)).toEqual({ kind: 'whole', state: STATE });
});

it('is never taken for whole when a byte of it is another one', async () => {
  await writeCursorFile(path, STATE);
  const whole = await readFile(path);
  for (let place = 0; place < whole.length; place += 1) {
    const damaged = Buffer.from(whole);
    damaged[place] = (damaged[place] ?? 0) ^ 0x01;
    await writeFile(path, damaged);
    const file = await readCursorFile(path).catch((cause: unknown) => cause);
    if (file instanceof StoreUnavailable) continue; // The version became a newer one.
    expect(file).toMatchObject({ kind: 'damaged' });
  }
});

it('is never taken for whole when its end is missing', async () => {
  await writeCursorFile(path, STATE);
  const whole = await readFile(path);
  for (let length = 0; length < whole.length; length += 1) {
    await writeFile(path, whole.subarray(0, length));
    expect(await readCursorFile(path)).toMatchObject({ kind: 'damaged' });
  }
});

it('of a newer release is left alone', async () => {
  await writeFile(path, JSON.stringify({ version: 2, crc32: 0, state: {} }));
  await expect(readCursorFile(path)).rejects.toThrow('start the newer release');
});

it('that cannot be written is said with its name', async () => {
  await expect(writeCursorFile(join(folder, 'no', 'cursor.json'), STATE)).rejects.toThrow(
    /^cannot write .*cursor\.json: /,
  );
});
