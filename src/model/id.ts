// Ids of stations, bins, areas and users: one grammar everywhere, unique without regard to case.

export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** Words with a meaning of their own in topics; no station, area or user may have them as its id. */
export const RESERVED_IDS: ReadonlySet<string> = new Set(['areas', 'hub']);

export function isId(text: string): boolean {
  return ID_PATTERN.test(text) && !RESERVED_IDS.has(text.toLowerCase());
}

/** Two ids that differ only in case are the same id to a person; this is what uniqueness compares. */
export function foldId(id: string): string {
  return id.toLowerCase();
}
