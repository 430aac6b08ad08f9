// The port of the door: whoever brings a message (the broker, the HTTP ingest) hands it in here and may acknowledge
// it only when the door says so.
import type { RecentMessage } from '../model/delivery.ts';
import type { Principal } from '../model/principal.ts';

export interface IncomingMessage {
  principal: Principal;
  topic: string;
  payload: Buffer;
  /** Time of arrival. */
  receivedAt: number;
  /** Somebody listens: the outcome is to say what was accepted. */
  heard: boolean;
  /** The sender hears more than that it was acknowledged: the outcome is to say the verdict. */
  answered?: boolean;
}

/** Of an accepted `fill-level` a reason tells of the first bin that was refused alone. */
export type MessageVerdict = Pick<
  RecentMessage,
  'verdict' | 'bootId' | 'seq' | 'at' | 'timeSource' | 'late' | 'reason' | 'path' | 'expected'
>;

export interface Door {
  /**
   * Judges a message. `done` is called in the order of the calls, once the outcome is on disk: the message may then
   * be acknowledged, whatever the outcome was. With an error it must not be. Never throws.
   */
  receive(message: IncomingMessage, done: (error: Error | undefined, outcome: Outcome) => void): void;

  /** False while the journal takes nothing (full, or failed): do not let stations connect. */
  readonly open: boolean;
}

export interface Outcome {
  /**
   * The message as it was accepted: without undeclared fields, household hashed, in a batch only what was accepted.
   * Undefined when nothing of it was, or nobody listens: then nobody else may see it.
   */
  accepted?: unknown;
  /** True for an accepted status, which subscribers are to find retained. */
  retain?: boolean;
  /** Only where the message asked for it. */
  verdict?: MessageVerdict;
}
