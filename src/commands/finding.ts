// One thing that there is to say of a station.

export interface Finding {
  /** `note`: worth knowing, nothing to be done at once. */
  state: 'ok' | 'note' | 'wrong';
  what: string;
  says: string;
  /** What to do about it. */
  todo?: string;
}

export function ok(what: string, says: string): Finding {
  return { state: 'ok', what, says };
}

export function note(what: string, says: string, todo?: string): Finding {
  return { state: 'note', what, says, ...(todo !== undefined && { todo }) };
}

export function wrong(what: string, says: string, todo: string): Finding {
  return { state: 'wrong', what, says, todo };
}
