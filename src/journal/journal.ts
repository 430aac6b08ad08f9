// The port of the journal: what is accepted is made durable here before it is acknowledged. It must not know what
// the entries mean.
import type { Entry } from '../model/entry.ts';

export interface Journal {
  /** Names this journal; a cursor of another journal is worth nothing here. */
  readonly id: string;
  /** End of what is on disk. */
  readonly committed: number;
  /** Start of what is still kept. */
  readonly base: number;

  /**
   * Puts entries behind all that were given before, in one frame, and calls `done` when they are on disk, in the
   * order of the calls and never within the call. The entries must not be changed afterwards; `done` must not throw.
   * No entries: `done` comes when everything before is on disk.
   *
   * `done` gets a `JournalFull` when there is no room: nothing was kept, a later append may pass. Any other error
   * too means that these entries must not be acknowledged; after a failed flush every later call gets it, until the
   * hub is started again.
   */
  append(entries: readonly Entry[], done: (error?: Error) => void): void;

  /**
   * Ends the frame under way; resolves to its end once it is on disk. Everything appended before the call is in it
   * or before it, everything after is behind it.
   */
  seal(): Promise<number>;

  /** Deletes whole segments that end at or before `position`, oldest first. */
  trim(position: number): Promise<void>;

  /** Waits until everything appended is on disk, then closes. Later appends get an error. */
  close(): Promise<void>;
}

/** There is no room for more now: the quota or the disk's reserve is reached. Nothing is lost; wait and try again. */
export class JournalFull extends Error {
  override name = 'JournalFull';
}
