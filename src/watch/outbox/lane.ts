// The way through one notifier: one message at a time, at the receiver's pace, so that a slow or dead one holds up no
// other. What went is forgotten only when the store has it; a crash in between sends again under the same id. A digest
// that went just then goes again with what came meanwhile, and then under another: whom it tells of knows no ids anyway.
import type { Log } from '../../log.ts';
import type { Clock } from '../../model/clock.ts';
import type { Notifier, Outcome } from '../notifiers/notifier.ts';
import { retryDelayMs } from './backoff.ts';
import type { Delivery, OutboxStore, Settlement } from './delivery.ts';
import { isMergeable, mergeMessages } from './merge.ts';
import { createPaceKeeper, type PaceKeeper } from './pace.ts';
import { planSendings, type Sending } from './plan.ts';

export interface LaneOptions {
  store: OutboxStore;
  clock: Clock;
  log: Log;
  /** 0..1; Math.random outside of tests. */
  draw: () => number;
  /** A message that is older is of no use any more. */
  giveUpMs: number;
  /** Whether a message, or a digest of several, was taken. */
  onOutcome?: (notifier: string, isTaken: boolean) => void;
}

export interface NotifierState {
  name: string;
  lastSentAt?: number;
  /** Since when nothing gets through, and why; absent while it works. */
  failing?: { since: number; reason: string };
}

const BATCH = 200;
const DIGEST_EVERY_MS = 60_000;
/** From so many messages on that were refused without a success it is not the message that is wrong. */
const REFUSED_TO_BE_SHUT_OUT = 3;
/** No pause is longer: one that seems so comes from a clock that was set back. */
const LONGEST_PAUSE_MS = 3_600_000;

type Fault = Extract<Outcome, { ok: false }>;

export class Lane {
  readonly #notifier: Notifier;
  readonly #options: LaneOptions;
  readonly #pace: PaceKeeper;
  readonly #stop = new AbortController();
  #work: Promise<void> | undefined;
  #pausedUntil = 0;
  #digestAt = Number.NEGATIVE_INFINITY;
  /** In a row, of whatever message. */
  #failures = 0;
  /** Ids of messages that were refused since the last success. */
  readonly #refused = new Set<string>();
  #lastSentAt: number | undefined;
  #failing: NotifierState['failing'];

  constructor(notifier: Notifier, options: LaneOptions) {
    this.#notifier = notifier;
    this.#options = options;
    this.#pace = createPaceKeeper(notifier.pace.perMinute, options.clock.now());
  }

  get state(): NotifierState {
    return {
      name: this.#notifier.name,
      ...(this.#lastSentAt !== undefined && { lastSentAt: this.#lastSentAt }),
      ...(this.#failing && { failing: this.#failing }),
    };
  }

  /** Begins to send what is due, unless it is at it; returns at once. */
  step(): void {
    if (this.#stop.signal.aborted) return;
    this.#work ??= this.#sendAll()
      .catch((error: unknown) => this.#noteLostStore(error))
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** What is under way is broken off; it stays due. */
  abort(): void {
    this.#stop.abort();
  }

  async #sendAll(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const now = this.#options.clock.now();
      if (this.#isPaused(now)) return;
      const due = await this.#fresh(await this.#options.store.due(this.#notifier.name, now, BATCH), now);
      const sending = this.#next(due, now);
      if (!sending) return;
      await this.#send(sending, now);
    }
  }

  get #isShutOut(): boolean {
    return this.#refused.size >= REFUSED_TO_BE_SHUT_OUT;
  }

  #next(due: readonly Delivery[], now: number): Sending | undefined {
    const left = this.#pace.left(now);
    const digestIsDue = Math.abs(now - this.#digestAt) >= DIGEST_EVERY_MS;
    const given = this.#isShutOut ? this.#attempt(due) : due;
    return planSendings(given, this.#notifier.pace, { left, digestIsDue })[0];
  }

  /**
   * While nothing at all is taken, all go together, so that people get one message, not hundreds, once somebody has put
   * it right; every other time the one that was tried least goes by itself: the others may be the cause.
   */
  #attempt(due: readonly Delivery[]): readonly Delivery[] {
    if (this.#failures % 2 === 0) return due.toSorted((a, b) => a.attempts - b.attempts).slice(0, 1);
    return due.map((delivery) => ({ ...delivery, alone: false }));
  }

  #isPaused(now: number): boolean {
    return now < this.#pausedUntil && this.#pausedUntil - now <= LONGEST_PAUSE_MS;
  }

  async #fresh(due: readonly Delivery[], now: number): Promise<Delivery[]> {
    const [old, fresh] = [[] as Delivery[], [] as Delivery[]];
    for (const delivery of due)
      (now - delivery.message.at > this.#options.giveUpMs ? old : fresh).push(delivery);
    const { log, store } = this.#options;
    if (old.length === 0) return fresh;
    const reason = old.findLast((delivery) => delivery.reason !== undefined)?.reason ?? 'too old';
    log.error(
      { notifier: this.#notifier.name, messages: old.length, reason },
      'messages were never delivered',
    );
    await store.settle(old.map(({ id }) => ({ id, result: 'given-up', at: now, reason })));
    return fresh;
  }

  async #send(sending: Sending, now: number): Promise<void> {
    this.#pace.note(now);
    const outcome = await this.#notifier.send(messageOf(sending), this.#stop.signal);
    if (!outcome.ok && this.#stop.signal.aborted) return;
    // One that failed is due again as soon as its pause is over.
    if (sending.length > 1 && outcome.ok) this.#digestAt = now;
    const at = this.#options.clock.now();
    this.#options.onOutcome?.(this.#notifier.name, outcome.ok);
    const settlements = outcome.ok ? this.#noteSent(sending, at) : this.#noteFault(sending, outcome, at);
    await this.#options.store.settle(settlements);
  }

  #noteSent(sending: Sending, at: number): Settlement[] {
    const { log } = this.#options;
    if (this.#failing) log.info({ notifier: this.#notifier.name }, 'messages get through again');
    this.#failures = 0;
    this.#refused.clear();
    this.#failing = undefined;
    this.#lastSentAt = at;
    return sending.map(({ id }) => ({ id, result: 'sent', at }));
  }

  #noteFault(sending: Sending, { fault, reason, retryAfterMs }: Fault, at: number): Settlement[] {
    const { draw } = this.#options;
    const isRefused = fault === 'refused';
    this.#failures += 1;
    this.#noteFailing(reason, at);
    if (isRefused) this.#refused.add(sending[0]?.id ?? '');
    if (!isRefused || this.#isShutOut)
      this.#pausedUntil = at + (retryAfterMs ?? retryDelayMs(this.#failures, draw()));
    // Of several that were refused together one alone may be the cause; not when all are refused.
    const isSplit = isRefused && sending.length > 1 && !this.#isShutOut;
    return sending.map((delivery) => {
      const attempts = delivery.attempts + 1;
      const nextAt = isRefused ? at + retryDelayMs(attempts, draw()) : this.#pausedUntil;
      const alone = delivery.alone === true || isSplit;
      return { id: delivery.id, result: 'waits', attempts, nextAt, reason, alone };
    });
  }

  /** Once for each time that it fails: an outage of a day is one line. */
  #noteFailing(reason: string, at: number): void {
    if (!this.#failing)
      this.#options.log.warn({ notifier: this.#notifier.name, reason }, 'messages do not get through');
    this.#failing = { since: this.#failing?.since ?? at, reason };
  }

  /** Without a word of the store a message that went would go again at once, and again. */
  #noteLostStore(error: unknown): void {
    const { log, clock, draw } = this.#options;
    this.#failures += 1;
    this.#pausedUntil = clock.now() + retryDelayMs(this.#failures, draw());
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ notifier: this.#notifier.name, reason }, 'cannot keep track of what is sent');
  }
}

function messageOf(sending: Sending) {
  const messages = sending.map(({ message }) => message);
  const [first] = messages;
  if (first !== undefined && messages.length === 1) return first;
  return mergeMessages(messages.filter(isMergeable));
}
