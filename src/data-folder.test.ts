import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { currentProcess } from './process-identity.ts';

let parent: string;
let folder: string;
let lockFile: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'hub-folder-'));
  folder = join(parent, 'data');
  lockFile = join(folder, 'hub.lock');
});
afterEach(() => rm(parent, { recursive: true }));

/** Another process that opens the folder, says how that went, and stays. */
async function openElsewhere(): Promise<{ child: ChildProcess; said: string }> {
  const script = `
    import { openDataFolder } from './data-folder.ts';
    openDataFolder(process.argv[1]).then(() => console.log('has it'), (error) => console.log(error.message));
    setInterval(() => {}, 1000);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script, folder];
  const child = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout, 'data');
  return { child, said: String(said).trim() };
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('is made, private, with its format', async () => {
  const { release } = await openDataFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(JSON.parse(await readFile(join(folder, 'format.json'), 'utf8'))).toEqual({ version: 1 });
  await release();
  expect(await readdir(folder)).toEqual(['format.json']);
});

test('over a network is refused, and nothing is left in it', async () => {
  await expect(openDataFolder(folder, async () => 0x6969)).rejects.toThrow(`${folder}: it is on NFS`);
  expect(await readdir(folder)).toEqual([]);
});

test('that cannot be one is refused with its name', async () => {
  const file = join(parent, 'file');
  await writeFile(file, '');
  await expect(openDataFolder(file)).rejects.toThrow(`cannot make the data folder ${file}: EEXIST`);
});

describe('the format', () => {
  test.each([
    ['of a newer hub', '{"version":2}', 'a newer hub made it (format 2, this one knows 1)'],
    ['that cannot be read', 'oops', 'does not say its version'],
    ['without a version', '{}', 'does not say its version'],
  ])('%s is refused, and the folder is free again', async (_, text, message) => {
    await mkdir(folder);
    await writeFile(join(folder, 'format.json'), text);
    await expect(openDataFolder(folder)).rejects.toThrow(message);
    expect(existsSync(lockFile)).toBe(false);
  });
});

describe('the lock', () => {
  test('refuses a second process, by its number, and serves it once the first is done', async () => {
    const { release } = await openDataFolder(folder);
    const second = await openElsewhere();
    await end(second.child);
    expect(second.said).toContain(`the hub with process id ${process.pid} has it; stop that one`);
    await release();
    const third = await openElsewhere();
    expect(third.said).toBe('has it');
    await expect(openDataFolder(folder)).rejects.toThrow(`process id ${third.child.pid}`);
    await end(third.child);
  });

  test('of a killed process is taken over', async () => {
    const { child, said } = await openElsewhere();
    expect(said).toBe('has it');
    await end(child);
    expect(existsSync(lockFile)).toBe(true);
    const { release } = await openDataFolder(folder);
    await release();
    expect(await readdir(folder)).toEqual(['format.json']);
  });

  test('holds within one process too', async () => {
    const { release } = await openDataFolder(folder);
    await expect(openDataFolder(folder)).rejects.toThrow('cannot use the data folder');
    await release();
  });

  test('left by many: one of many that take it over at the same time gets it', async () => {
    await mkdir(folder);
    await writeFile(lockFile, JSON.stringify({ ...currentProcess(), startTicks: '1', nonce: 'old' }));
    const opened = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(folder)));
    const winners = opened.filter((result) => result.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await winners[0]?.value.release();
  });

  const longAgo = new Date(Date.now() - 3_600_000);
  test.each([
    ['a number that another process has now', { startTicks: '1' }, new Date()],
    ['a process of before the machine started again', { machineBootId: 'another' }, longAgo],
    ['process 1 of another container that is gone', { pid: 1, pidNamespace: 'pid:[1]' }, longAgo],
  ])('of %s is taken over', async (_, holder, touched) => {
    await mkdir(folder);
    await writeFile(lockFile, JSON.stringify({ ...currentProcess(), ...holder, nonce: 'old' }));
    await utimes(lockFile, touched, touched);
    await (await openDataFolder(folder)).release();
  });

  test('half written is taken over', async () => {
    await mkdir(folder);
    await writeFile(lockFile, '{"pid":');
    await (await openDataFolder(folder)).release();
  });

  test('of a hub in another container holds while that one touches it', async () => {
    await mkdir(folder);
    await writeFile(lockFile, JSON.stringify({ pid: 1, pidNamespace: 'pid:[1]', nonce: 'theirs' }));
    let tick = Date.now();
    const timer = setInterval(() => {
      tick += 1_000;
      utimes(lockFile, new Date(tick), new Date(tick)).catch(() => {});
    }, 200);
    await expect(openDataFolder(folder)).rejects.toThrow('process id 1 has it');
    clearInterval(timer);
  });
});
