// From where in the journal a reader goes on. A cursor that does not fit the journal is never used silently: what it
// means is said in words for the operator's log.
import type { JournalCursor } from '../model/entry.ts';

export interface JournalBounds {
  id: string;
  base: number;
  committed: number;
}

export interface StartPosition {
  position: number;
  /** What a person must know. */
  trouble?: string;
}

/** `reader`: in words for people, `history`. */
export function startPosition(
  reader: string,
  cursor: JournalCursor | undefined,
  journal: JournalBounds,
): StartPosition {
  const { id, base, committed } = journal;
  if (!cursor) return firstPosition(reader, base);
  const { position } = cursor;
  if (cursor.journalId !== id) {
    return {
      position: base,
      trouble: `the ${reader} was written from journal ${cursor.journalId}, but this is journal ${id}: it is applied from its start; what only the other journal held is missing`,
    };
  }
  if (position > committed) {
    return {
      position: committed,
      trouble: `the ${reader} has applied the journal up to ${position}, but the journal ends at ${committed}: it has lost its end, or an older copy was put back; going on from its end`,
    };
  }
  if (position < base) {
    return {
      position: base,
      trouble: `the ${reader} has applied the journal up to ${position}, but the journal starts at ${base}: what stood between is missing in the ${reader}`,
    };
  }
  return { position };
}

function firstPosition(reader: string, base: number): StartPosition {
  if (base === 0) return { position: 0 };
  return {
    position: base,
    trouble: `the ${reader} is new, but the journal starts at ${base}: what stood before is missing in the ${reader}`,
  };
}
