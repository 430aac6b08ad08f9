// A store of deliveries as the watch keeps them, in memory; and notifiers that do as they are told.
import type { Message } from '../notifiers/message.ts';
import type { Notifier, Outcome, Pace } from '../notifiers/notifier.ts';
import { type Delivery, deliveryId, type OutboxStore, type Settlement } from './delivery.ts';

export interface MemoryOutbox extends OutboxStore {
  add(notifier: string, messages: readonly Message[]): void;
  waiting(): Delivery[];
  settled: Settlement[];
  /** As a full disk or the end of the process would. */
  failing: boolean;
}

export function memoryOutbox(): MemoryOutbox {
  const deliveries = new Map<string, Delivery>();
  const store: MemoryOutbox = {
    settled: [],
    failing: false,
    add(notifier, messages) {
      for (const message of messages) {
        const id = deliveryId(message, notifier);
        deliveries.set(id, { id, notifier, message, attempts: 0, nextAt: message.at });
      }
    },
    waiting: () => [...deliveries.values()],
    async due(notifier, now, limit) {
      const found = [...deliveries.values()].filter((one) => one.notifier === notifier && one.nextAt <= now);
      return found.sort((a, b) => a.nextAt - b.nextAt).slice(0, limit);
    },
    async settle(settlements) {
      if (store.failing) throw new Error('cannot write the outbox: no space left');
      store.settled.push(...settlements);
      for (const settlement of settlements) apply(deliveries, settlement);
    },
  };
  return store;
}

function apply(deliveries: Map<string, Delivery>, settlement: Settlement): void {
  const delivery = deliveries.get(settlement.id);
  if (delivery && settlement.result === 'waits') {
    const { attempts, nextAt, reason, alone } = settlement;
    deliveries.set(settlement.id, { ...delivery, attempts, nextAt, reason, alone });
  } else deliveries.delete(settlement.id);
}

export interface ScriptedNotifier extends Notifier {
  /** All that it was given, taken or not, with the time. */
  given: { message: Message; at: number }[];
  /** What it says to the next ones. */
  says: Outcome | Promise<Outcome>;
}

export const TAKEN: Outcome = { ok: true, answer: 'ok' };
export const AWAY: Outcome = { ok: false, fault: 'away', reason: 'no answer within 10 s' };

export function scriptedNotifier(
  name: string,
  now: () => number,
  pace: Partial<Pace> = {},
): ScriptedNotifier {
  const notifier: ScriptedNotifier = {
    name,
    pace: { perMinute: 20, merges: true, ...pace },
    given: [],
    says: TAKEN,
    async send(message) {
      notifier.given.push({ message, at: now() });
      return notifier.says;
    },
  };
  return notifier;
}
