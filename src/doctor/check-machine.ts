// What the hub needs of the machine: a clock that is right, and enough open files.
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bad, type Finding, ok, warning } from './finding.ts';

const CLOCK = 'clock';
const FILES = 'open files';
/** Nobody ran this release before it. */
const EARLIEST = Date.parse('2026-01-01T00:00Z');
const MINUTE_MS = 60_000;
/** Beside the sockets: the engines' files, the journal's, the console's. */
const OWN_FILES = 256;
const HTTP_CONNECTIONS = 1_000;
/** Of timedatectl. */
const ANSWERS: Readonly<Record<string, boolean>> = { yes: true, no: false };

export interface ClockFacts {
  now: number;
  /** When something in the data folder was last written; undefined when nothing was. */
  lastWrite: number | undefined;
  /** By NTP; undefined where that cannot be told. */
  synchronised: boolean | undefined;
}

export async function checkClock(dataFolder: string, now: number): Promise<Finding> {
  const lastWrite = await lastWriteIn(join(dataFolder, 'journal'));
  return judgeClock({ now, lastWrite, synchronised: await isSynchronised() });
}

export function judgeClock({ now, lastWrite, synchronised }: ClockFacts): Finding {
  const advice = 'set the clock, and have it kept right by NTP (chrony or systemd-timesyncd)';
  const text = new Date(now).toISOString();
  if (now < EARLIEST) return bad(CLOCK, `${text} is long past`, advice);
  if (lastWrite !== undefined && lastWrite - now > MINUTE_MS)
    return bad(CLOCK, `${text}, but the journal was written at ${new Date(lastWrite).toISOString()}`, advice);
  if (synchronised === false) return warning(CLOCK, `${text}, and nothing keeps it right`, advice);
  const source = synchronised ? 'kept right by NTP' : 'whether NTP keeps it right cannot be told from here';
  return ok(CLOCK, `${text}, ${source}`);
}

async function lastWriteIn(folder: string): Promise<number | undefined> {
  const names = await readdir(folder).catch(() => []);
  const times: number[] = [];
  for (const name of names) {
    // One that was given up meanwhile has no time.
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found) times.push(found.mtimeMs);
  }
  return times.length === 0 ? undefined : Math.max(...times);
}

async function isSynchronised(): Promise<boolean | undefined> {
  try {
    const args = ['show', '--property=NTPSynchronized', '--value'];
    const { stdout } = await promisify(execFile)('timedatectl', args, { timeout: 2_000 });
    return ANSWERS[stdout.trim()];
  } catch {
    return undefined;
  }
}

/** `connections`: how many MQTT clients are let in. */
export async function checkOpenFiles(connections: number): Promise<Finding> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return judgeOpenFiles(limit === undefined ? undefined : Number(limit), connections);
}

export function judgeOpenFiles(limit: number | undefined, connections: number): Finding {
  if (limit === undefined) return ok(FILES, 'no limit that can be told from here');
  const needed = connections + HTTP_CONNECTIONS + OWN_FILES;
  if (limit >= needed) return ok(FILES, `${limit}, of which ${needed} may be needed`);
  const text = `${limit}, but ${needed} may be needed for ${connections} connections`;
  const advice = 'raise it (LimitNOFILE of the unit, ulimit -n), or lower mqtt.maxConnections';
  return warning(FILES, text, advice);
}
