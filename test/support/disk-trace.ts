// What a process did to the files of a folder, from the log of its system calls (`strace -f -y -xx`). It must not know
// what the files mean.
import { type SystemCall, systemCalls } from './system-calls.ts';

/** Places are lines of the log. */
export interface DiskStep {
  /** Where it counts: a change may reach the disk when it has begun, a flush is one when it has ended. */
  at: number;
  began: number;
  ended: number;
  act: DiskAct;
}

export type DiskAct =
  | { kind: 'create'; path: string; emptied: boolean }
  /** `flushed`: the call itself returns only when these bytes are on disk (O_DSYNC). */
  | { kind: 'write'; path: string; position: number | 'end'; bytes: Buffer; flushed: boolean }
  | { kind: 'truncate'; path: string; length: number }
  /** Of a file or a folder. */
  | { kind: 'flush'; path: string }
  | { kind: 'rename' | 'link'; path: string; to: string }
  | { kind: 'unlink'; path: string }
  /** No call: a kill has cut calls short, and this is what is there. */
  | { kind: 'found'; path: string; content: Buffer };

/** What strace must be asked for, so that no change of a file is missed. */
export const DISK_CALLS = [
  ...['open', 'openat', 'creat', 'lseek', 'read', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2'],
  ...['fsync', 'fdatasync', 'sync_file_range', 'truncate', 'ftruncate', 'fallocate', 'copy_file_range'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'io_uring_enter'],
];
/** Larger than any single write of the hub's; a longer one is an error here. */
export const SHOWN_BYTES = 8 * 1_048_576;

/** What this reader does not understand, and must therefore not be in a log. */
const NOT_FOLLOWED =
  /^(truncate|fallocate|copy_file_range|renameat2?|linkat|unlinkat|io_uring_enter|sync_file_range)$/;

interface OpenState {
  offset: number;
  appends: boolean;
  flushesWrites: boolean;
}

/** What was done below the folder, in the order of `at`. */
export function diskSteps(trace: string, folder: string): DiskStep[] {
  const open = new Map<string, OpenState>();
  const calls = systemCalls(trace).sort((a, b) => a.ended - b.ended);
  const steps = calls.flatMap((call) => {
    const act = actOf(call, folder, open);
    const { began, ended } = call;
    return act ? [{ at: act.kind === 'flush' ? ended : began, began, ended, act }] : [];
  });
  return steps.sort((a, b) => a.at - b.at);
}

function actOf(call: SystemCall, folder: string, open: Map<string, OpenState>): DiskAct | undefined {
  const result = Number(/ = (-?\d+)/.exec(call.text.slice(-1_000))?.[1] ?? -1);
  if (result < 0) return undefined;
  if (isPathCall(call.name)) return pathAct(call, folder, open, result);
  const descriptor = /^\w+\((\d+<[^>]*>)/.exec(call.text)?.[1];
  const path = descriptor && textOf(descriptor.slice(descriptor.indexOf('<') + 1, -1));
  if (!descriptor || !path?.startsWith(`${folder}/`) || path.endsWith(' (deleted)')) return undefined;
  if (NOT_FOLLOWED.test(call.name)) throw new Error(`cannot follow ${call.name} on ${path}`);
  return fileAct(call, { path, result, state: open.get(descriptor) });
}

const isPathCall = (name: string) => /^(open|openat|creat|rename|link|unlink)/.test(name);

function pathAct(
  { name, text }: SystemCall,
  folder: string,
  open: Map<string, OpenState>,
  result: number,
): DiskAct | undefined {
  const [path, to] = [...text.matchAll(/"([^"]*)"/g)].map(([, hex = '']) => textOf(hex));
  if (!path?.startsWith(`${folder}/`)) return undefined;
  if (NOT_FOLLOWED.test(name)) throw new Error(`cannot follow ${name} of ${path}`);
  if (name === 'unlink') return { kind: 'unlink', path };
  if (name === 'rename' || name === 'link') return { kind: name, path, to: to ?? '' };
  const has = (flag: string) => text.includes(flag);
  open.set(`${result}${/ = \d+(<[^>]*>)/.exec(text)?.[1] ?? ''}`, {
    offset: 0,
    appends: has('O_APPEND'),
    flushesWrites: has('O_DSYNC') || has('O_SYNC'),
  });
  return has('O_CREAT') || name === 'creat'
    ? { kind: 'create', path, emptied: has('O_TRUNC') || name === 'creat' }
    : undefined;
}

interface FileCall {
  path: string;
  result: number;
  state: OpenState | undefined;
}

function fileAct({ name, text }: SystemCall, { path, result, state }: FileCall): DiskAct | undefined {
  if (name === 'fsync' || name === 'fdatasync') return { kind: 'flush', path };
  if (name === 'ftruncate') return { kind: 'truncate', path, length: Number(/, (\d+)\)/.exec(text)?.[1]) };
  const at = state ?? { offset: 0, appends: false, flushesWrites: false };
  if (name === 'lseek') at.offset = result;
  if (name === 'read') at.offset += result;
  if (!/write/.test(name)) return undefined;
  const bytes = writtenBytes(text).subarray(0, result);
  if (bytes.length !== result) throw new Error(`cannot read the log: ${name} of ${path} is cut short`);
  const flushed = at.flushesWrites;
  if (name.startsWith('p')) {
    return {
      kind: 'write',
      path,
      position: Number(/, (\d+)\) += /.exec(text.slice(-100))?.[1]),
      bytes,
      flushed,
    };
  }
  const position = at.appends ? 'end' : at.offset;
  at.offset += result;
  return { kind: 'write', path, position, bytes, flushed };
}

/** Of one buffer or of several. */
export function writtenBytes(text: string): Buffer {
  const parts = [...text.matchAll(/"([^"]*)"/g)];
  return Buffer.concat(parts.map(([, hex = '']) => bytesOf(hex)));
}

export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}

function textOf(shown: string): string {
  return shown.startsWith('\\x') ? bytesOf(shown).toString() : shown;
}
