// What each check says of what it finds: real folders and certificates, and facts of machines that are not here.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataFolder } from '../data-folder.ts';
import { currentProcess } from '../process-identity.ts';
import { checkCertificate } from './check-certificates.ts';
import { checkDisk, judgeDisk } from './check-disk.ts';
import { checkFolder } from './check-folder.ts';
import { checkHub, judgeReadiness } from './check-hub.ts';
import { checkClock, checkOpenFiles, judgeClock, judgeOpenFiles } from './check-machine.ts';
import type { Finding } from './finding.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-doctor-'));
});
afterEach(() => rm(folder, { recursive: true }));

const levels = (findings: readonly Finding[]) => findings.map(({ level }) => level);
const GIB = 1_024 ** 3;

describe('the data folder', () => {
  test('of a hub is private, and of this format', async () => {
    await (await openDataFolder(folder)).release();
    expect(levels(await checkFolder(folder))).toEqual(['ok', 'ok']);
    expect(levels(await checkFolder(join(folder, 'none')))).toEqual(['ok']);
  });

  test('that is a file, or below one, can be no folder', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await checkFolder(file)).toMatchObject([{ level: 'bad', text: `${file} is no folder` }]);
    expect(await checkFolder(join(file, 'a/b'))).toMatchObject([
      { level: 'bad', text: expect.stringContaining(`cannot make it in ${file}`) },
    ]);
    expect(levels(await checkHub(file, join(file, 'control.sock')))).toEqual(['ok']);
  });

  test('open to others, of a newer hub, half restored', async () => {
    await (await openDataFolder(folder)).release();
    await chmod(folder, 0o755);
    expect((await checkFolder(folder))[0]).toMatchObject({
      level: 'warning',
      text: `${folder} is open to others`,
    });
    await writeFile(join(folder, 'format.json'), '{"version":99}');
    expect((await checkFolder(folder))[1]).toMatchObject({
      level: 'bad',
      advice: expect.stringContaining('newer hub'),
    });
    await writeFile(join(folder, 'format.json'), 'x');
    expect((await checkFolder(folder))[1]).toMatchObject({ level: 'bad' });
    await writeFile(join(folder, 'restoring'), '');
    expect((await checkFolder(folder))[1]).toMatchObject({ text: 'a restore was not finished' });
  });
});

describe('the disk', () => {
  const EXT4 = 0xef53;
  const needs = { minFreeBytes: GIB / 2, maxBytes: 4 * GIB, maxDiskShare: 0.2 };
  const disk = { type: EXT4, freeBytes: 20 * GIB, totalBytes: 40 * GIB };

  test.each([
    ['a local disk', EXT4, 'ok'],
    ['NFS', 0x6969, 'bad'],
    ['CIFS, as some kernels say it', 0xff534d42 | 0, 'bad'],
    ['a RAM disk', 0x01021994, 'warning'],
    ['9P', 0x01021997, 'warning'],
    ["a container's own layer", 0x794c7630, 'warning'],
  ])('%s', (_, type, level) => {
    expect(judgeDisk({ ...disk, type }, needs)[0]).toMatchObject({ subject: 'file system', level });
  });

  test.each([
    [20 * GIB, 'ok'],
    [4 * GIB, 'warning'],
    [GIB / 4, 'bad'],
  ])('%d bytes free', (freeBytes, level) => {
    expect(judgeDisk({ ...disk, freeBytes }, needs)[1]).toMatchObject({ subject: 'free space', level });
  });

  test('of a folder that is not there yet is that of its parent', async () => {
    const found = await checkDisk(join(folder, 'a/b'), { minFreeBytes: 1, maxBytes: 0, maxDiskShare: 1 });
    expect(found[1]?.level).toBe('ok');
  });
});

describe('the machine', () => {
  const now = Date.parse('2026-11-24T12:00Z');

  test.each([
    ['right', { now, lastWrite: now - 1_000, synchronised: true }, 'ok'],
    ['that nobody can tell of', { now, lastWrite: undefined, synchronised: undefined }, 'ok'],
    ['that nothing keeps right', { now, lastWrite: undefined, synchronised: false }, 'warning'],
    ['at 1970', { now: 5_000, lastWrite: undefined, synchronised: undefined }, 'bad'],
    ['before the last write', { now, lastWrite: now + 3_600_000, synchronised: true }, 'bad'],
  ] as const)('a clock %s', (_, facts, level) => {
    expect(judgeClock(facts).level).toBe(level);
  });

  test('whose clock is behind the journal of the folder', async () => {
    await mkdir(join(folder, 'journal'));
    await writeFile(join(folder, 'journal/0'), '');
    expect((await checkClock(folder, now - 365 * 86_400_000 * 50)).level).toBe('bad');
    expect((await checkClock(folder, Date.now() - 3_600_000)).text).toContain('the journal was written at');
  });

  test('open files for as many connections as are let in', async () => {
    expect(judgeOpenFiles(65_536, 12_000).level).toBe('ok');
    expect(judgeOpenFiles(1_024, 12_000)).toMatchObject({ level: 'warning' });
    expect(await checkOpenFiles(1)).toMatchObject({ subject: 'open files' });
  });
});

describe('certificates', () => {
  const fixture = (name: string) => join(import.meta.dirname, '../../test/fixtures/tls', name);
  const place = {
    setting: 'mqtt.tls',
    certFile: fixture('first.cert.pem'),
    keyFile: fixture('first.key.pem'),
  };

  test('valid, soon not, no more', async () => {
    const { validTo } = new X509Certificate(await readFile(place.certFile));
    const end = Date.parse(validTo);
    const day = 86_400_000;
    expect((await checkCertificate(place, end - 100 * day)).level).toBe('ok');
    expect((await checkCertificate(place, end - 5 * day)).level).toBe('warning');
    expect(await checkCertificate(place, end + 2 * day)).toMatchObject({
      level: 'bad',
      text: expect.stringContaining('expired 2 days ago'),
    });
  });

  test('not valid yet', async () => {
    const { validFrom } = new X509Certificate(await readFile(place.certFile));
    expect(await checkCertificate(place, Date.parse(validFrom) - 86_400_000)).toMatchObject({
      level: 'bad',
      text: expect.stringContaining('not valid before'),
    });
  });

  test('with the key of another, or none', async () => {
    const other = { ...place, keyFile: fixture('second.key.pem') };
    expect((await checkCertificate(other, 0)).text).toContain('is not the key of');
    const none = { ...place, certFile: join(folder, 'none.pem') };
    expect((await checkCertificate(none, 0)).text).toContain('none.pem');
  });
});

describe('the hub', () => {
  const history = { behindSeconds: 0 };

  test('says how it is', () => {
    expect(levels(judgeReadiness({ ready: true, version: '1', history }))).toEqual(['ok', 'ok']);
    expect(levels(judgeReadiness({ ready: false, reason: 'full' }))).toEqual(['bad']);
    const away = { behindSeconds: 900, failing: 'no route' };
    expect(levels(judgeReadiness({ ready: true, history: away }))).toEqual(['ok', 'bad']);
    expect(levels(judgeReadiness({ ready: true, history: { behindSeconds: 900 } }))).toEqual([
      'ok',
      'warning',
    ]);
  });

  test('listens, and says nothing', async () => {
    const socket = join(folder, 'control.sock');
    const mute = createServer().listen(socket);
    await once(mute, 'listening');
    expect(await checkHub(folder, socket, 100)).toMatchObject([
      { level: 'bad', text: expect.stringContaining('has not answered') },
    ]);
    mute.close();
  });

  test('does not run, was killed, or does not answer', async () => {
    const socket = join(folder, 'control.sock');
    const lock = (holder: object) => writeFile(join(folder, 'hub.lock'), JSON.stringify(holder));
    expect(await checkHub(folder, socket)).toMatchObject([{ level: 'ok', text: 'none runs on this folder' }]);
    await lock({ ...currentProcess(), startTicks: '1' });
    expect(await checkHub(folder, socket)).toMatchObject([{ level: 'ok' }]);
    await lock({ ...currentProcess(), machineBootId: 'another' });
    expect((await checkHub(folder, socket))[0]?.text).toContain('another container');
    await lock(currentProcess());
    expect((await checkHub(folder, socket))[0]).toMatchObject({ level: 'warning' });
  });
});
