// What the journal's tests share: numbered entries, appends as promises, and everything that can be read back.
import { silentLog } from '../log.ts';
import type { Entry, Replayed } from '../model/entry.ts';
import type { FileSystem } from './file-system.ts';
import { openJournalReader } from './reader.ts';
import type { DamagedRange } from './recovery.ts';
import { type JournalOptions, openJournal, type SegmentJournal } from './segment-journal.ts';

export const FOLDER = '/journal';

/** An entry that is told apart by its number, about 100 bytes and `padding` long. */
export function entry(number: number, padding = 0): Replayed {
  return {
    type: 'replayed',
    rejectionId: `${number}`,
    station: `S${'涂'.repeat(2)}${'x'.repeat(padding)}`,
    at: number,
  };
}

export function entryNumber(read: Entry): number {
  if (read.type !== 'replayed') throw new Error(`read a ${read.type}, none was written`);
  return read.at;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

export function open(fileSystem: FileSystem, options: Partial<JournalOptions> = {}): Promise<SegmentJournal> {
  return openJournal({ folder: FOLDER, log: silentLog, fileSystem, ...options });
}

export function append(journal: SegmentJournal, entries: readonly Entry[]): Promise<void> {
  return new Promise((resolve, reject) => {
    journal.append(entries, (error) => (error ? reject(error) : resolve()));
  });
}

/** Everything that is kept, by number, and what could not be read. */
export async function readAll(
  fileSystem: FileSystem,
  { id, base, committed }: Pick<SegmentJournal, 'id' | 'base' | 'committed'>,
  { maxBytes, folder = FOLDER }: { maxBytes?: number; folder?: string } = {},
): Promise<{ numbers: number[]; damaged: DamagedRange[]; frameEnds: number[] }> {
  const reader = await openJournalReader({ folder, from: { journalId: id, position: base }, fileSystem });
  const numbers: number[] = [];
  const damaged: DamagedRange[] = [];
  const frameEnds: number[] = [];
  while (reader.position < committed) {
    const batch = await reader.read(committed, maxBytes);
    numbers.push(...batch.entries.map(entryNumber));
    if (batch.damaged !== undefined) damaged.push(batch.damaged);
    frameEnds.push(batch.position);
  }
  await reader.close();
  return { numbers, damaged, frameEnds };
}
