// Carries lines to the server in requests of a good size, as many at once as the server's pace asks for, and finds
// the lines it does not take. It must not know what the lines mean; when to try again is the history writer's.
import { StoreUnavailable } from '../history.ts';
import type { Target } from './options.ts';
import type { InfluxServer } from './server.ts';
import { WriteFailure } from './server-errors.ts';

export interface SenderOptions {
  /** Keeps lines that the server does not take; they must be durable when this resolves. */
  putAside: (lines: readonly string[], reason: string) => Promise<void>;
  /** What a person must know. */
  onTrouble?: (trouble: string) => void;
}

interface Poison {
  reason: string;
  lines: string[];
}

/** What the makers of InfluxDB name as the best size of a request. */
const REQUEST_LINES = 5000;
/** So many lines of readings, of 280 characters each, fit; packed, it is below the 1 MB that proxies allow. */
const REQUEST_CHARACTERS = 2 ** 21;
/** A server that takes fewer is broken, and its answers are not believed below it. */
const LEAST_CHARACTERS = 2 ** 12;
const MOST_UNDER_WAY = 4;
/** One more request under way for each of these that an answer takes: 3.x answers once a second, 1.x at once. */
const ANSWER_STEP_MS = 250;
/** Of the newest answer in the mean. */
const NEWEST_SHARE = 0.5;

export class Sender {
  readonly #server: Pick<InfluxServer, 'write'>;
  readonly #options: SenderOptions;
  #requestCharacters = REQUEST_CHARACTERS;
  #answerMs = 0;

  constructor(server: Pick<InfluxServer, 'write'>, options: SenderOptions) {
    this.#server = server;
    this.#options = options;
  }

  /**
   * Resolves when the server has every line, or has refused it for good and it is aside. Throws `StoreUnavailable`
   * otherwise: part of the lines may be there then, and sending all again does no harm.
   */
  async send(target: Target, lines: readonly string[]): Promise<void> {
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    for (const request of requestsOf(lines, this.#requestCharacters)) {
      while (underWay.size >= this.#mostUnderWay) await Promise.race(underWay);
      if (failures.length > 0) break;
      const sent: Promise<void> = this.#deliver(target, request)
        .catch((cause: unknown) => void failures.push(cause))
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
  }

  get #mostUnderWay(): number {
    return Math.min(MOST_UNDER_WAY, 1 + Math.floor(this.#answerMs / ANSWER_STEP_MS));
  }

  async #deliver(target: Target, request: readonly string[]): Promise<void> {
    const poison: Poison[] = [];
    await this.#write(target, request, poison);
    for (const { reason, lines } of poison) {
      await this.#options.putAside(lines, reason);
      this.#options.onTrouble?.(`put aside ${lines.length} points that InfluxDB does not take: ${reason}`);
    }
  }

  /** What the server does not take is divided until the lines at fault stand alone. */
  async #write(target: Target, lines: readonly string[], poison: Poison[]): Promise<void> {
    const failure = await this.#tryToWrite(target, lines);
    if (failure === undefined) return;
    if (failure.kind === 'away' || failure.kind === 'refused') {
      throw new StoreUnavailable(failure.message, { cause: failure, retryAfterMs: failure.retryAfterMs });
    }
    if (failure.kind === 'too-large') this.#sendLessFrom(lines);
    if (lines.length === 1 || allAreDropped(lines, failure)) {
      addPoison(poison, lines, failure.message);
      return;
    }
    const half = Math.ceil(lines.length / 2);
    await this.#write(target, lines.slice(0, half), poison);
    await this.#write(target, lines.slice(half), poison);
  }

  async #tryToWrite(target: Target, lines: readonly string[]): Promise<WriteFailure | undefined> {
    const startedAt = performance.now();
    try {
      await this.#server.write(target, lines);
      this.#answerMs += (performance.now() - startedAt - this.#answerMs) * NEWEST_SHARE;
      return undefined;
    } catch (cause) {
      if (cause instanceof WriteFailure) return cause;
      throw cause;
    }
  }

  /** Requests of half that size from now on: what answers 413 has a limit that stays. */
  #sendLessFrom(lines: readonly string[]): void {
    const characters = lines.reduce((sum, line) => sum + line.length + 1, 0);
    this.#requestCharacters = Math.max(LEAST_CHARACTERS, Math.min(this.#requestCharacters, characters / 2));
  }
}

/** The server has counted: no need to look for them one by one. */
function allAreDropped(lines: readonly string[], { kind, dropped }: WriteFailure): boolean {
  return kind === 'poison' && dropped !== undefined && dropped >= lines.length;
}

/** Neighbours with the same fault go aside together. */
function addPoison(poison: Poison[], lines: readonly string[], reason: string): void {
  const known = poison.find((one) => one.reason === reason);
  if (known) known.lines.push(...lines);
  else poison.push({ reason, lines: [...lines] });
}

/** About equal in lines: a small rest would cost as much of the server's disk as a whole request. */
function* requestsOf(lines: readonly string[], mostCharacters: number): Generator<readonly string[]> {
  const mostLines = Math.ceil(lines.length / Math.ceil(lines.length / REQUEST_LINES));
  let from = 0;
  let characters = 0;
  for (const [place, line] of lines.entries()) {
    const isFull = place - from >= mostLines || characters + line.length > mostCharacters;
    if (isFull && place > from) {
      yield lines.slice(from, place);
      from = place;
      characters = 0;
    }
    characters += line.length + 1;
  }
  if (from < lines.length) yield lines.slice(from);
}
