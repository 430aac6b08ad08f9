// Brings the memory up to the end of the journal: what was stored, and the tail of the journal after it.
import type { Log } from '../log.ts';
import type { Entry, JournalCursor } from '../model/entry.ts';
import type { HubMemory } from './hub-memory.ts';

export interface JournalExtent {
  readonly id: string;
  readonly base: number;
  readonly committed: number;
}

export interface TailReader {
  read(until: number): Promise<{ entries: readonly Entry[]; position: number }>;
  close(): Promise<void>;
}

export interface RecoverOptions {
  memory: HubMemory;
  journal: JournalExtent;
  openReader: (from: JournalCursor) => Promise<TailReader>;
  log: Log;
}

export async function recoverMemory({ memory, journal, openReader, log }: RecoverOptions): Promise<void> {
  const from = startOf(memory.cursor, journal, log);
  if (from.position >= journal.committed) return;
  const reader = await openReader(from);
  try {
    let { position } = from;
    while (position < journal.committed) {
      const batch = await reader.read(journal.committed);
      for (const entry of batch.entries) memory.apply(entry);
      if (batch.position <= position) break;
      position = batch.position;
    }
  } finally {
    await reader.close();
  }
}

/** A cursor that does not fit is never used silently. What it left behind is kept: it still tells duplicates. */
function startOf(cursor: JournalCursor | undefined, journal: JournalExtent, log: Log): JournalCursor {
  const { id: journalId, base, committed } = journal;
  const fromBase = { journalId, position: base };
  if (!cursor) {
    if (base > 0)
      log.warn({ base }, 'the delivery ledger is new: what the journal no longer holds, it does not know');
    return fromBase;
  }
  if (cursor.journalId !== journalId) {
    log.warn(
      { stored: cursor.journalId, found: journalId },
      'the journal is another one: the ledger is completed from it',
    );
    return fromBase;
  }
  if (cursor.position > committed) {
    log.error(
      { stored: cursor.position, committed },
      'the journal has lost its end: acknowledged messages are missing',
    );
    return { journalId, position: committed };
  }
  if (cursor.position < base) {
    log.warn({ stored: cursor.position, base }, 'the journal no longer holds what the ledger has not seen');
    return fromBase;
  }
  return cursor;
}
