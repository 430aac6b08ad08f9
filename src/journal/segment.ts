// A segment: one file of the journal. A header of 64 bytes, then frames. Its name is its base, the position of its
// first frame, so names sort in order; the header's bytes are not part of any position.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type FileSystem, type OpenFile, writeAll } from './file-system.ts';

export const SEGMENT_HEADER_BYTES = 64;
/** A release that writes anything else in a segment raises it; older releases then refuse the folder. */
export const FORMAT_VERSION = 1;

const MAGIC = Buffer.from('dropoff journal\n');
const VERSION_AT = 16;
const BASE_AT = 20;
const ID_AT = 28;
const CRC_AT = 60;
const SUFFIX = '.segment';
const UNFINISHED_SUFFIX = '.segment.new';

export interface SegmentHeader {
  version: number;
  journalId: string;
  base: number;
}

export function newJournalId(): string {
  return randomBytes((CRC_AT - ID_AT) / 2).toString('hex');
}

export function encodeSegmentHeader(journalId: string, base: number, version = FORMAT_VERSION): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(version, VERSION_AT);
  header.writeBigUInt64LE(BigInt(base), BASE_AT);
  header.write(journalId, ID_AT, 'latin1');
  header.writeUInt32LE(crc32(header.subarray(0, CRC_AT)), CRC_AT);
  return header;
}

/** Undefined when the bytes are no sound header. Its layout up to the checksum is the same in every version. */
export function decodeSegmentHeader(header: Buffer): SegmentHeader | undefined {
  if (header.length < SEGMENT_HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    return undefined;
  if (header.readUInt32LE(CRC_AT) !== crc32(header.subarray(0, CRC_AT))) return undefined;
  return {
    version: header.readUInt32LE(VERSION_AT),
    base: Number(header.readBigUInt64LE(BASE_AT)),
    journalId: header.toString('latin1', ID_AT, CRC_AT),
  };
}

export interface SegmentFile {
  path: string;
  base: number;
  /** Length of the file, header included. */
  bytes: number;
}

/** The position behind the last byte of a segment. */
export function segmentEnd({ base, bytes }: SegmentFile): number {
  return base + Math.max(0, bytes - SEGMENT_HEADER_BYTES);
}

export function segmentPath(folder: string, base: number): string {
  // 16 digits hold every safe integer.
  return join(folder, `${String(base).padStart(16, '0')}${SUFFIX}`);
}

export function isUnfinishedSegment(name: string): boolean {
  return name.endsWith(UNFINISHED_SUFFIX);
}

/** The segments of a folder, oldest first. */
export async function listSegments(fileSystem: FileSystem, folder: string): Promise<SegmentFile[]> {
  const bases = (await fileSystem.list(folder))
    .filter((name) => /^\d{16}\.segment$/.test(name))
    .map((name) => Number(name.slice(0, -SUFFIX.length)))
    .sort((a, b) => a - b);
  const segments: SegmentFile[] = [];
  for (const base of bases) {
    const path = segmentPath(folder, base);
    const bytes = await fileSystem.size(path);
    if (bytes !== undefined) segments.push({ path, base, bytes });
  }
  return segments;
}

/** A flush or a cut failed: what is on disk is no longer known, and no descriptor may be tried again. */
export class DiskFailed extends Error {
  override name = 'DiskFailed';
}

export async function orDiskFailed(what: string, action: Promise<void>): Promise<void> {
  try {
    await action;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new DiskFailed(`cannot ${what}: ${text}; check the disk and start the hub again`, { cause });
  }
}

/**
 * Makes an empty segment, durable with its name before it is used. It gets the name last: under its name a segment
 * always has a header.
 */
export async function createSegment(
  fileSystem: FileSystem,
  folder: string,
  { journalId, base }: { journalId: string; base: number },
): Promise<OpenFile> {
  const path = segmentPath(folder, base);
  const unfinished = `${path}.new`;
  const file = await fileSystem.open(unfinished, 'create');
  try {
    await writeAll(file, [encodeSegmentHeader(journalId, base)], 0);
    await orDiskFailed(`flush ${unfinished}`, file.flush());
    await fileSystem.rename(unfinished, path);
    await orDiskFailed(`flush ${folder}`, fileSystem.flushFolder(folder));
    return file;
  } catch (error) {
    // What is left of it is deleted at the next start, or overwritten by the next try.
    await file.close().catch(() => undefined);
    throw error;
  }
}
