// A lock file that names its process, taken over when that process is gone. Safe against a reused process id (start
// time), a restarted machine (boot id) and containers, where every hub is process 1 and cannot see the others: those
// show that they live by touching the file.
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentProcess, isRunning, type ProcessIdentity, sharesView } from './process-identity.ts';

const TOUCH_EVERY_MS = 1_000;
/** A holder that cannot be seen is gone when it touched nothing for this long. */
const SILENT_MS = 5_000;
/** Older than any pause of a living hub: no need to watch. */
const LONG_SILENT_MS = 60_000;

interface LockFile extends ProcessIdentity {
  /** Tells this lock from every other. */
  nonce: string;
}

export type Lock = { ok: true; release(): Promise<void> } | { ok: false; holder: ProcessIdentity };

export async function acquireLock(path: string): Promise<Lock> {
  const own: LockFile = { ...currentProcess(), nonce: randomUUID() };
  while (!(await createWhole(path, own))) {
    const holder = await readLock(path);
    if (holder && (await isHeld(path, holder))) return { ok: false, holder };
    await removeStale(path, holder);
  }
  const timer = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, TOUCH_EVERY_MS);
  timer.unref();
  return {
    ok: true,
    async release() {
      clearInterval(timer);
      if ((await readLock(path))?.nonce === own.nonce) await rm(path, { force: true });
    },
  };
}

/** Appears with its content or not at all; false when there is one already. */
async function createWhole(path: string, content: LockFile): Promise<boolean> {
  const temporary = `${path}.${content.nonce}`;
  try {
    await writeFile(temporary, JSON.stringify(content), { mode: 0o600 });
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Undefined when there is none, or none of ours can be read. */
async function readLock(path: string): Promise<LockFile | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockFile;
  } catch {
    return undefined;
  }
}

async function isHeld(path: string, holder: LockFile): Promise<boolean> {
  return sharesView(holder) ? isRunning(holder) : isTouched(path);
}

async function isTouched(path: string): Promise<boolean> {
  const before = await touchedAt(path);
  if (before === undefined || Date.now() - before > LONG_SILENT_MS) return false;
  for (let waited = 0; waited < SILENT_MS; waited += TOUCH_EVERY_MS / 2) {
    await sleep(TOUCH_EVERY_MS / 2);
    if ((await touchedAt(path)) !== before) return true;
  }
  return false;
}

async function touchedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return undefined;
  }
}

/** Of two processes that found the same stale lock only one moves it away; a fresh one moved by mistake goes back. */
async function removeStale(path: string, stale: LockFile | undefined): Promise<void> {
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readLock(aside);
  if (moved && moved.nonce !== stale?.nonce) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}
