// The port of the history store: what was. One contract suite (history.contract.ts) holds every implementation to
// the comments here. It must not know where entries come from, nor who asks.
import type { AlertEvent } from '../model/alert-event.ts';
import type { Emptying } from '../model/emptying.ts';
import type { Entry, JournalCursor } from '../model/entry.ts';
import type { TimeSource } from '../model/reading.ts';
import type { RecognisedStream, Stream } from '../model/stream.ts';

export interface HistoryStore {
  /**
   * Opens or creates the store; resolves when it can be written and asked. Throws `StoreUnavailable` otherwise. A store
   * on a server opens also while the server is away: writing and asking throw it then.
   */
  open(): Promise<void>;

  /** Up to where the journal has been applied; undefined in a new store. */
  cursor(): Promise<JournalCursor | undefined>;

  /**
   * Applies entries in the order of the journal and moves the cursor. Each entry counts once, also when the process
   * dies: a store with transactions does both or neither; a store on a server sends the rows first and moves the
   * cursor after them, so that some are sent again, and the same rows take the same places. After an error the
   * cursor has not moved, and nothing is there when one of the entries is at fault. One call at a time. Raw rows and
   * roll-ups are visible to queries when it resolves. Entries that hold no reading (rejections, replay notes) only
   * move the cursor. What the hub concluded (emptyings, alert events) may stand in the journal more than once: it
   * counts once for its id.
   */
  write(entries: readonly Entry[], cursor: JournalCursor): Promise<void>;

  /**
   * Housekeeping: folds roll-ups, deletes what retention no longer keeps, makes everything written so far durable
   * by itself. Called every minute or so by the owner, never while `write` runs. Resolves to the cursor below which
   * the journal is no longer needed to rebuild the store.
   */
  maintain(now: number): Promise<JournalCursor | undefined>;

  /** Deposits of a station, oldest first, by key after key. */
  dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>>;
  /** Levels of a station's bins, oldest first. */
  fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>>;

  /** Times that a station's bins were emptied, oldest first, those of one time by id. */
  emptyings(query: ReadingQuery): Promise<Page<EmptyingRow>>;
  /** What happened to alerts, oldest first, that of one time by id. */
  alertEvents(query: AlertEventQuery): Promise<Page<AlertEventRow>>;

  /** Sums over whole hours, by bucket; buckets and groups without data are absent. */
  dropOffStatistics(query: StatisticsQuery): Promise<DropOffCell[]>;
  /** Levels of quality other than 1 (rejected), by bucket. */
  fillLevelStatistics(query: StatisticsQuery): Promise<FillLevelCell[]>;

  close(): Promise<void>;
}

/** The store cannot be reached or opened now; trying again later may help. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
  /** What the store itself asks for, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The cursor of a page was not given out by this store: the asker's fault. */
export class InvalidCursor extends Error {
  override name = 'InvalidCursor';
}

interface PageQuery {
  /** Assigned time, milliseconds since 1970 UTC, half-open [from, to). */
  from: number;
  to: number;
  /** 1..10000 */
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface ReadingQuery extends PageQuery {
  station: string;
  /** Only this bin. */
  binId?: string;
}

export interface AlertEventQuery extends PageQuery {
  /** Only of this station. */
  station?: string;
  /** Only what was stamped with one of these. */
  grids?: readonly string[];
  /** Only of this alert; with its station it is found soonest. */
  alertId?: string;
}

export interface Page<Row> {
  items: Row[];
  /** Absent on the last page. */
  nextCursor?: string;
}

interface RowIdentity {
  binId: string;
  stream: Stream;
  grid: string;
  at: number;
  receivedAt: number;
  timeSource: TimeSource;
  bootId: string;
  seq: number;
}

export interface DropOffRow extends RowIdentity {
  weightKg: number | null;
  recognisedStream?: RecognisedStream;
  confidence?: number;
  label?: string;
  household?: string;
  evidenceId?: string;
}

export interface FillLevelRow extends RowIdentity {
  index: number;
  fillLevel: number;
  distanceMm?: number;
  massKg?: number;
  temperatureC?: number;
  lidOpen?: boolean;
  tiltDeg?: number;
  quality: number;
}

export type EmptyingRow = Omit<Emptying, 'type'>;
export type AlertEventRow = Omit<AlertEvent, 'type'>;

/** One station, grouped by bin and stream; or all that was stamped with one of the grids, grouped by stream. */
export type StatisticsScope = { station: string } | { grids: readonly string[] };

export interface StatisticsQuery {
  scope: StatisticsScope;
  /**
   * Edges of the buckets, ascending, milliseconds since 1970 UTC, each on a whole hour: bucket i is
   * [edges[i], edges[i+1]). At least two.
   */
  edges: readonly number[];
}

interface Cell {
  /** Index of the bucket. */
  bucket: number;
  /** Absent when the scope is a list of grids. */
  binId?: string;
  stream: Stream;
}

export interface DropOffCell extends Cell {
  dropOffs: number;
  /** Sum over the deposits that were weighed. */
  weightKg: number;
  weighed: number;
  /** Recognised with a confidence of at least tau, as one of the four streams. */
  decided: number;
  /** Of those, recognised as the bin's own stream. */
  correct: number;
}

export interface FillLevelCell extends Cell {
  readings: number;
  min: number;
  max: number;
  mean: number;
  /** The newest level of the bucket by assigned time, and that time. Of many bins: of the newest reading. */
  last: number;
  lastAt: number;
}
