// The port of the audit trail: every change, who made it, when and from where. Entries are added and, after 400 days,
// given up; nothing changes one.
import type { Requester } from './accounts.ts';

export interface AuditEntry {
  /** Rises with each entry. */
  seq: number;
  /** ms since epoch. */
  at: number;
  who: { kind: Requester['kind'] | 'nobody'; name: string };
  /** Address that asked; `control socket` for the machine's own. */
  from: string;
  method: string;
  /** The path as the table of rights has it, e.g. `/api/v1/users/{name}`. */
  route: string;
  /** What it was about, e.g. the user's name or the station's id. */
  target?: string;
  /** Of the answer. */
  status: number;
  /** Fields of the request with their values, secrets left out by who adds the entry. */
  changes?: Record<string, unknown>;
}

export interface AuditQuery {
  /** ms since epoch, included. */
  from?: number | undefined;
  /** ms since epoch, excluded. */
  to?: number | undefined;
  /** `who.name`, without regard to case. */
  who?: string | undefined;
  /** Only entries before this `seq`: the last one of the page before. */
  before?: number | undefined;
}

export interface AuditTrail {
  /** On disk when the promise resolves. Long texts are cut. Entries keep the order of the calls. */
  add(entry: Omit<AuditEntry, 'seq'>): Promise<void>;
  /** Newest first, read as it is asked for: stop when the page is full. */
  list(query?: AuditQuery): Iterable<AuditEntry>;
}
