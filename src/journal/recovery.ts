// What happens to the files before a journal is used: a torn end is cut, damage is put aside and passed over, and
// nothing of it silently. Every step can be cut short and is simply done again at the next start.
import { dirname, join } from 'node:path';
import type { Log } from '../log.ts';
import { type FileSystem, type OpenFile, readUpTo, writeAll } from './file-system.ts';
import { checkFrame, encodeFiller, findFrameBehind } from './frame.ts';
import {
  createSegment,
  decodeSegmentHeader,
  encodeSegmentHeader,
  FORMAT_VERSION,
  isUnfinishedSegment,
  listSegments,
  newJournalId,
  SEGMENT_HEADER_BYTES,
  type SegmentFile,
  segmentEnd,
  segmentPath,
} from './segment.ts';

/** Positions [from, to) that hold nothing readable. */
export interface DamagedRange {
  from: number;
  to: number;
  /** Where the bytes were put aside; absent when a whole file or its end is missing. */
  file?: string;
}

export interface RecoveryReport {
  /** End of the journal at the start. A cursor ahead of it has seen what is lost: it must not be used. */
  end: number;
  /** Bytes behind the last sound frame, cut: after a crash what was never acknowledged. */
  cutBytes: number;
  damaged: DamagedRange[];
  /** Segments whose header was damaged and has been written anew. */
  repairedHeaders: string[];
}

export interface RecoveredJournal {
  journalId: string;
  /** Oldest first. */
  finished: SegmentFile[];
  /** The last one, to be written to, and its file. */
  active: SegmentFile;
  file: OpenFile;
  report: RecoveryReport;
}

export async function recoverJournal(
  fileSystem: FileSystem,
  folder: string,
  log: Log,
): Promise<RecoveredJournal> {
  await fileSystem.makeFolder(folder);
  await deleteUnfinished(fileSystem, folder);
  const segments = await listSegments(fileSystem, folder);
  const last = segments.pop();
  if (last === undefined) return startJournal(fileSystem, folder);

  const { journalId, repaired } = await checkHeaders(fileSystem, [...segments, last]);
  const holes = findHoles([...segments, last]);
  const file = await fileSystem.open(last.path, 'write');
  const { end, damaged } = await repairSegment(fileSystem, file, last);
  // A killed process may leave frames that only the kernel knows: readers must not see them before the disk does.
  await file.flush();
  await fileSystem.flushFolder(folder);

  const report: RecoveryReport = {
    end,
    cutBytes: Math.max(0, segmentEnd(last) - end),
    damaged: [...holes, ...damaged],
    repairedHeaders: repaired,
  };
  tell(log, report);
  return {
    journalId,
    finished: segments,
    active: { ...last, bytes: end - last.base + SEGMENT_HEADER_BYTES },
    file,
    report,
  };
}

async function deleteUnfinished(fileSystem: FileSystem, folder: string): Promise<void> {
  for (const name of await fileSystem.list(folder)) {
    if (isUnfinishedSegment(name)) await fileSystem.unlink(join(folder, name));
  }
}

async function startJournal(fileSystem: FileSystem, folder: string): Promise<RecoveredJournal> {
  const journalId = newJournalId();
  const file = await createSegment(fileSystem, folder, { journalId, base: 0 });
  return {
    journalId,
    finished: [],
    active: { path: segmentPath(folder, 0), base: 0, bytes: SEGMENT_HEADER_BYTES },
    file,
    report: { end: 0, cutBytes: 0, damaged: [], repairedHeaders: [] },
  };
}

/** The journal's id, when all segments agree; damaged headers are written anew. */
async function checkHeaders(
  fileSystem: FileSystem,
  segments: readonly SegmentFile[],
): Promise<{ journalId: string; repaired: string[] }> {
  const ids = new Set<string>();
  const withoutHeader: SegmentFile[] = [];
  for (const segment of segments) {
    const id = await readJournalId(fileSystem, segment);
    if (id === undefined) withoutHeader.push(segment);
    else ids.add(id);
  }
  if (ids.size > 1) {
    throw new Error(
      `cannot open the journal: segments of ${ids.size} journals in one folder; keep those of one`,
    );
  }
  const [journalId = newJournalId()] = ids;
  for (const { path, base } of withoutHeader) {
    await overwrite(fileSystem, path, encodeSegmentHeader(journalId, base));
  }
  return { journalId, repaired: withoutHeader.map(({ path }) => path) };
}

async function readJournalId(
  fileSystem: FileSystem,
  { path, base }: SegmentFile,
): Promise<string | undefined> {
  const file = await fileSystem.open(path, 'read');
  const bytes = await readUpTo(file, 0, SEGMENT_HEADER_BYTES).finally(() => file.close());
  const header = decodeSegmentHeader(bytes);
  if (header === undefined) return undefined;
  if (header.version > FORMAT_VERSION) {
    throw new Error(
      `cannot open the journal: ${path} has format ${header.version}, this release knows up to ` +
        `${FORMAT_VERSION}; start the release that wrote it, or a newer one`,
    );
  }
  if (header.base !== base) {
    throw new Error(
      `cannot open the journal: ${path} says it starts at ${header.base}; give it its name back`,
    );
  }
  return header.journalId;
}

async function overwrite(fileSystem: FileSystem, path: string, bytes: Buffer): Promise<void> {
  const file = await fileSystem.open(path, 'write');
  try {
    await writeAll(file, [bytes], 0);
    await file.flush();
  } finally {
    await file.close();
  }
}

/** Positions between the end of a segment and the start of the next: a file or its end has been lost. */
function findHoles(segments: readonly SegmentFile[]): DamagedRange[] {
  return segments.flatMap((segment, index) => {
    const next = segments[index + 1];
    const from = segmentEnd(segment);
    return next !== undefined && from < next.base ? [{ from, to: next.base }] : [];
  });
}

/** Cuts the segment behind its last sound frame; damage before that is put aside and becomes filler. */
async function repairSegment(
  fileSystem: FileSystem,
  file: OpenFile,
  segment: SegmentFile,
): Promise<{ end: number; damaged: DamagedRange[] }> {
  const { base, path, bytes } = segment;
  const frames = await readUpTo(file, SEGMENT_HEADER_BYTES, Math.max(0, bytes - SEGMENT_HEADER_BYTES));
  const { ranges, end } = scanFrames(frames, base);
  const damaged: DamagedRange[] = [];
  for (const { from, to } of ranges) {
    const aside = `${path}.damaged-${from}`;
    await putAside(fileSystem, aside, frames.subarray(from - base, to - base));
    damaged.push({ from, to, file: aside });
  }
  if (damaged.length > 0) await fileSystem.flushFolder(dirname(path));
  // Only now: a start that is cut short here finds the same damage again.
  for (const { from, to } of ranges) {
    await writeAll(file, [encodeFiller(from, to - from)], from - base + SEGMENT_HEADER_BYTES);
  }
  if (end < segmentEnd(segment)) await file.truncate(end - base + SEGMENT_HEADER_BYTES);
  return { end, damaged };
}

/** Damage before sound frames, and the end of the last sound one, of the frames from position `base` on. */
function scanFrames(frames: Buffer, base: number): { ranges: DamagedRange[]; end: number } {
  const ranges: DamagedRange[] = [];
  let offset = 0;
  while (offset < frames.length) {
    const check = checkFrame(frames, offset, base + offset);
    if (check.kind === 'entries' || check.kind === 'filler') {
      offset += check.bytes;
      continue;
    }
    const next = findFrameBehind(frames, offset, base + offset);
    if (next === undefined) break;
    ranges.push({ from: base + offset, to: base + next });
    offset = next;
  }
  return { ranges, end: base + offset };
}

async function putAside(fileSystem: FileSystem, path: string, bytes: Buffer): Promise<void> {
  // A start that was cut short may have overwritten the damage already: its copy is the true one.
  if ((await fileSystem.size(path)) !== undefined) return;
  const unfinished = `${path}.unfinished`;
  const file = await fileSystem.open(unfinished, 'create');
  try {
    await writeAll(file, [bytes], 0);
    await file.flush();
  } finally {
    await file.close();
  }
  // Under its name there is never a copy that a power cut has torn.
  await fileSystem.rename(unfinished, path);
}

function tell(log: Log, { end, cutBytes, damaged, repairedHeaders }: RecoveryReport): void {
  if (cutBytes > 0) log.warn({ cutBytes, end }, 'journal: cut an unfinished end, as after a crash');
  for (const range of damaged) log.error(range, 'journal: damaged, these positions are lost');
  for (const path of repairedHeaders) log.error({ path }, 'journal: damaged header written anew');
}
