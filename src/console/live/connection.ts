// One event stream that comes back whatever happens: the browser retries what breaks, this retries what was refused or
// fell silent. It must not know Vue; sources and timers are arguments.
import { EVENT_KINDS, type StreamHandlers } from './events.ts';

/** As much of EventSource as is used. */
export interface Source {
  readonly readyState: number;
  onerror: ((event: Event) => unknown) | null;
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface ConnectionOptions {
  url: string;
  openSource(url: string): Source;
  handlers: StreamHandlers;
  /** True with each sign of life, false when it broke. */
  onLife(isAlive: boolean): void;
  /** It was not opened, for a reason that the browser does not tell: perhaps nobody is signed in any more. */
  onRefused(): void;
}

const CLOSED = 2;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** Nothing may come for so many heartbeats before the connection counts as dead. */
const MISSED_BEATS = 2.5;
const HEARTBEAT_SECONDS = 20;
/** What is shown is loaded when the stream is open, so that nothing falls between; but not later than this. */
const PATIENCE_MS = 2_000;

export class Connection {
  readonly #options: ConnectionOptions;
  #source: Source | undefined;
  #retryMs = FIRST_RETRY_MS;
  #heartbeatSeconds = HEARTBEAT_SECONDS;
  #isLoaded = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  open(): void {
    this.#patience = setTimeout(() => this.#loadOnce(), PATIENCE_MS);
    this.#connect();
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    this.#source?.close();
    this.#source = undefined;
  }

  /** At once instead of when its time comes: the network or the page is back. */
  retryNow(): void {
    if (this.#source?.readyState === 1) return;
    this.#source?.close();
    this.#connect();
  }

  #connect(): void {
    const source = this.#options.openSource(this.#options.url);
    this.#source = source;
    source.onerror = () => this.#broke(source);
    source.addEventListener('hello', ({ data }) => this.#greeted(JSON.parse(data)));
    source.addEventListener('heartbeat', () => this.#lives());
    for (const kind of EVENT_KINDS) source.addEventListener(kind, ({ data }) => this.#take(kind, data));
    this.#expectLife();
  }

  #greeted({ resumed, heartbeatSeconds }: { resumed: boolean; heartbeatSeconds?: number }): void {
    this.#heartbeatSeconds = heartbeatSeconds ?? HEARTBEAT_SECONDS;
    this.#retryMs = FIRST_RETRY_MS;
    this.#lives();
    if (resumed && this.#isLoaded) return;
    this.#isLoaded = false;
    this.#loadOnce();
  }

  #take(kind: (typeof EVENT_KINDS)[number], data: string): void {
    this.#lives();
    const { handlers } = this.#options;
    const value = JSON.parse(data);
    if (kind === 'levels') handlers.levels?.(value.items);
    else if (kind === 'presence') handlers.presence?.(value.items);
    else if (kind === 'alert') handlers.alert?.(value);
    else handlers.advisory?.(value);
  }

  #lives(): void {
    this.#options.onLife(true);
    this.#expectLife();
  }

  #expectLife(): void {
    clearTimeout(this.#timer);
    const patienceMs = this.#heartbeatSeconds * MISSED_BEATS * 1_000;
    this.#timer = setTimeout(() => {
      this.#options.onLife(false);
      this.#source?.close();
      this.#connect();
    }, patienceMs);
  }

  #broke(source: Source): void {
    if (source !== this.#source) return;
    this.#options.onLife(false);
    this.#loadOnce();
    if (source.readyState !== CLOSED) return;
    this.#options.onRefused();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #loadOnce(): void {
    clearTimeout(this.#patience);
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    this.#options.handlers.reload();
  }
}
