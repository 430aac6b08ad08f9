// The fan-out to event streams: levels and presences in frames, at most one a turn and the newest of each; alerts and
// advisories at once. Serialised once for all readers of a view. It must not know HTTP, nor where anything comes from.
import { eventText, idText, NO_ID, retryText } from './event-text.ts';
import { LiveReader } from './live-reader.ts';
import { jsonOf, type NewestValue, NewestValues } from './newest-values.ts';
import { type Notice, Notices } from './notices.ts';
import type { Encoding, Piece } from './piece.ts';
import { formatPosition, type Position, readPosition } from './position.ts';
import { createView, type LiveKind, type View, type ViewQuery, type Whereabouts } from './view.ts';

/** Two level frames a second. */
export const TURN_MS = 500;
/** Proxies cut what is silent for 30 to 60 s. */
export const HEARTBEAT_MS = 20_000;

const RETRY_MS = 3_000;
/** So many heartbeats without taking everything: it is frozen. */
const MISSED_BEATS = 3;
/** So many heartbeats without a reader: nobody comes back. */
const PATIENCE_BEATS = 3;

export interface LiveFeedOptions {
  /** Names this run of the hub: letters and digits. */
  run: string;
  gridsBelow: (area: string) => readonly string[];
  /** Somebody reads, or nobody has read for a while: then nothing need be noted or told until somebody does. */
  onAudience?: (isThere: boolean) => void;
  limits?: Partial<LiveLimits>;
}

interface LiveLimits {
  readers: number;
  /** Of one reader, beside what its socket holds. */
  queuedBytes: number;
  /** For readers that come back. */
  keptNotices: number;
}

const DEFAULT_LIMITS: LiveLimits = { readers: 300, queuedBytes: 262_144, keptNotices: 2_000 };

export interface OpenOptions {
  lastEventId?: string | undefined;
  /** identity */
  encoding?: Encoding | undefined;
  /** Breaks the connection of a reader that takes nothing. */
  onCut?: () => void;
}

export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #limits: LiveLimits;
  readonly #values = new NewestValues();
  readonly #notices: Notices;
  readonly #readers = new Set<LiveReader>();
  /** Heartbeats without any reader; undefined while nobody is expected back. */
  #emptyBeats: number | undefined;
  /** Times that there was an audience: what one has missed, no other can be told. */
  #audiences = 0;
  /** Of areas, until the next turn. */
  readonly #grids = new Map<string, ReadonlySet<string>>();

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#notices = new Notices(this.#limits.keptNotices);
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Undefined when there are too many readers. */
  open(
    query: ViewQuery,
    { lastEventId, encoding = 'identity', onCut = () => {} }: OpenOptions = {},
  ): ReadableStream<Uint8Array> | undefined {
    if (this.#readers.size >= this.#limits.readers) return undefined;
    this.#greet();
    const view = createView(query, (grid, area) => this.#gridsBelow(area).has(grid));
    const now: Position = { turn: this.#values.turn, notice: this.#notices.number };
    const left = lastEventId === undefined ? undefined : readPosition(this.#run, lastEventId);
    const missed = left && left.turn <= now.turn ? this.#notices.behind(left.notice) : undefined;
    const reader = new LiveReader({
      view,
      position: missed && left ? left : now,
      encoding,
      maxQueuedBytes: this.#limits.queuedBytes,
      onCut,
      onGone: (gone) => this.#readers.delete(gone),
    });
    this.#readers.add(reader);
    const hello = JSON.stringify({ resumed: missed !== undefined, heartbeatSeconds: HEARTBEAT_MS / 1_000 });
    reader.push(retryText(RETRY_MS), eventText('hello', hello), this.#id(reader));
    for (const notice of missed ?? []) this.#tell(reader, notice);
    return reader.stream;
  }

  /** Of what has a newest value; `name` tells it from others of its kind. Cheap: it is written with the next turn. */
  note(kind: LiveKind, name: string, where: Whereabouts, value: object): void {
    this.#values.note(kind, name, where, value);
  }

  /** At once. */
  tell(kind: LiveKind, { station, grid }: Whereabouts, value: object): void {
    const text = eventText(kind, JSON.stringify(value));
    const notice = this.#notices.add({ kind, station, grid, text });
    for (const reader of [...this.#readers]) this.#tell(reader, notice);
  }

  /** To be called every `TURN_MS`. Who has not taken the frame before gets the newest of both with a later one. */
  turn(): void {
    if (this.#readers.size === 0) return;
    this.#grids.clear();
    this.#values.nextTurn();
    const frames = new Map<string, Piece[]>();
    for (const reader of [...this.#readers]) {
      const { view, position } = reader;
      if (!reader.isWaiting || position.turn === this.#values.turn) continue;
      const key = `${position.turn} ${view.key}`;
      const frame = frames.get(key) ?? this.#frame(view, position.turn);
      frames.set(key, frame);
      position.turn = this.#values.turn;
      if (frame.length > 0) reader.push(...frame, this.#id(reader));
    }
  }

  /** To be called every `HEARTBEAT_MS`; `at` tells readers that the hub lives. */
  beat(at: string): void {
    const text = eventText('heartbeat', JSON.stringify({ at }));
    for (const reader of [...this.#readers]) {
      if (reader.isWaiting) reader.push(text, NO_ID);
      else if (++reader.missedBeats >= MISSED_BEATS) reader.cut();
    }
    this.#seeOff();
  }

  /** Ends all streams. */
  stop(): void {
    for (const reader of [...this.#readers]) reader.end();
  }

  get #run(): string {
    return `${this.#options.run}-${this.#audiences}`;
  }

  #greet(): void {
    if (this.#emptyBeats === undefined) {
      this.#audiences++;
      this.#options.onAudience?.(true);
    }
    this.#emptyBeats = 0;
  }

  /** Those who come back soon have missed nothing. */
  #seeOff(): void {
    if (this.#emptyBeats === undefined || this.#readers.size > 0) return;
    if (++this.#emptyBeats < PATIENCE_BEATS) return;
    this.#emptyBeats = undefined;
    this.#options.onAudience?.(false);
  }

  #tell(reader: LiveReader, notice: Notice): void {
    reader.position.notice = notice.number;
    if (reader.view.shows(notice.kind, notice)) reader.push(notice.text, this.#id(reader));
  }

  /** An event for each kind that has something; the last one still lacks its id. */
  #frame(view: View, behind: number): Piece[] {
    const byKind = new Map<LiveKind, string[]>();
    for (const value of this.#values.behind(behind)) {
      if (view.shows(value.kind, value)) listOf(byKind, value).push(jsonOf(value));
    }
    const events = [...byKind].map(([kind, jsons]) => eventText(kind, `{"items":[${jsons.join()}]}`));
    return events.flatMap((event, place) => (place === 0 ? [event] : [NO_ID, event]));
  }

  #id(reader: LiveReader): Piece {
    return idText(formatPosition(this.#run, reader.position));
  }

  #gridsBelow(area: string): ReadonlySet<string> {
    const known = this.#grids.get(area) ?? new Set(this.#options.gridsBelow(area));
    this.#grids.set(area, known);
    return known;
  }
}

function listOf(byKind: Map<LiveKind, string[]>, { kind }: NewestValue): string[] {
  const list = byKind.get(kind) ?? [];
  byKind.set(kind, list);
  return list;
}
