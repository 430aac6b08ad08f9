// The port of a notifier: sends one message through one robot, mailbox or address, and says honestly what came back.
import type { Message } from './message.ts';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Notifier {
  readonly name: string;
  /** What the receiver takes. */
  readonly pace: Pace;
  /**
   * Resolves when the receiver has answered or the time is over; never rejects for what the receiver does. A message
   * sent twice has the same id twice. No secret and no address of a person is in the outcome.
   */
  send(message: Message, signal: AbortSignal): Promise<Outcome>;
}

export interface Pace {
  perMinute: number;
  /** Whether several may be told in one message when the pace does not allow each its own. */
  merges: boolean;
}

export type Outcome =
  /** `answer`: what the receiver said. */
  | { ok: true; answer: string }
  | {
      ok: false;
      /**
       * `away`: not reached, or out of order: all messages wait. `busy`: too many: all wait. `refused`: the receiver
       * does not take this message, or not from us: only this one waits.
       */
      fault: 'away' | 'busy' | 'refused';
      /** In the receiver's own words where it has any. */
      reason: string;
      /** Not before this; absent: the sender's own backoff. */
      retryAfterMs?: number;
    };
