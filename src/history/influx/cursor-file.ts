// What must be durable on this side of the server: up to where the journal was sent, and which hours have no right
// roll-up yet. One small file, replaced as a whole. It must not know what either is used for.
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { writeAtomically } from '../../atomic-file.ts';
import type { JournalCursor } from '../../model/entry.ts';
import { StoreUnavailable } from '../history.ts';
import type { TouchedHoursState } from './touched-hours.ts';

export interface CursorState {
  /** Where the points went: a cursor says nothing about another server. */
  target: string;
  cursor?: JournalCursor;
  touched: TouchedHoursState;
}

/** `missing`: never written. `damaged`: it was there, and cannot be trusted. */
export type CursorFile =
  | { kind: 'whole'; state: CursorState }
  | { kind: 'missing' }
  | { kind: 'damaged'; cause: string };

const VERSION = 1;

/** Resolves when it is on disk; a process that dies meanwhile leaves the file before. */
export async function writeCursorFile(path: string, state: CursorState): Promise<void> {
  const sum = crc32(JSON.stringify(state));
  try {
    await writeAtomically(path, JSON.stringify({ version: VERSION, crc32: sum, state }));
  } catch (cause) {
    throw new StoreUnavailable(`cannot write ${path}: ${String(cause)}; look at the disk`, { cause });
  }
}

/** Throws for a file of a newer release, and for one that cannot be read at all. */
export async function readCursorFile(path: string): Promise<CursorFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
    throw new StoreUnavailable(`cannot read ${path}: ${String(cause)}`, { cause });
  }
  return parsed(path, text);
}

function parsed(path: string, text: string): CursorFile {
  const file = fileIn(text);
  if (!file) return { kind: 'damaged', cause: 'it is not what the hub writes' };
  const { version, crc32: sum, state } = file;
  if (typeof version === 'number' && version > VERSION) {
    throw new StoreUnavailable(
      `cannot read ${path}: it has version ${version}, this release knows ${VERSION}; start the newer release`,
    );
  }
  if (version !== VERSION || crc32(JSON.stringify(state) ?? '') !== sum) {
    return { kind: 'damaged', cause: 'its checksum does not fit' };
  }
  return { kind: 'whole', state: state as CursorState };
}

function fileIn(text: string): { version?: unknown; crc32?: unknown; state?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
