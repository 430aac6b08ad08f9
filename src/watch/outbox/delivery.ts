// A message on its way through one notifier, and the store that the outbox takes it from. It must not know how the
// store keeps it.
import type { Message } from '../notifiers/message.ts';

export interface Delivery {
  /** `deliveryId(message, notifier)`; made once, so that what is computed twice is sent once. */
  id: string;
  /** Name of the notifier. */
  notifier: string;
  message: Message;
  /** That failed so far. */
  attempts: number;
  /** Not before; ms since epoch. */
  nextAt: number;
  /** Was refused in company: goes alone, so that it holds up no others. */
  alone?: boolean;
  /** Why it failed the last time; without secrets. */
  reason?: string;
}

export interface OutboxStore {
  /** To one notifier, with `nextAt` not after `now`; the oldest first, at most `limit`. */
  due(notifier: string, now: number, limit: number): Promise<readonly Delivery[]>;
  /** One transaction; resolves when it is on disk. Until then the same deliveries may be sent again. */
  settle(settlements: readonly Settlement[]): Promise<void>;
}

export type Settlement =
  | { id: string; result: 'sent'; at: number }
  | { id: string; result: 'waits'; attempts: number; nextAt: number; reason: string; alone: boolean }
  /** Too old to be of use to anybody. */
  | { id: string; result: 'given-up'; at: number; reason: string };

export function deliveryId(message: Pick<Message, 'id'>, notifier: string): string {
  return `${message.id}@${notifier}`;
}
