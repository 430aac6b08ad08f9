// Messages on their way to people, in memory with what has to be written: made in the transaction of what they tell,
// and gone once a notifier has taken them. It must not know how they are sent.
import type { StateChange, StateStore } from '../state/state-store.ts';
import type { Delivery, Settlement } from './outbox/delivery.ts';

const DELIVERY = 'delivery';

export class DeliveryTable {
  readonly #waiting = new Map<string, Delivery>();
  readonly #changed = new Set<string>();

  load(state: Pick<StateStore, 'list'>): void {
    this.#waiting.clear();
    this.#changed.clear();
    for (const { value } of state.list<Delivery>([DELIVERY])) this.#waiting.set(value.id, value);
  }

  add(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.#set(delivery);
  }

  /** The oldest first. */
  due(notifier: string, now: number, limit: number): Delivery[] {
    return [...this.#waiting.values()]
      .filter((delivery) => delivery.notifier === notifier && delivery.nextAt <= now)
      .sort((one, other) => one.message.at - other.message.at)
      .slice(0, limit);
  }

  /** By notifier. */
  countWaiting(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { notifier } of this.#waiting.values()) counts[notifier] = (counts[notifier] ?? 0) + 1;
    return counts;
  }

  settle(settlements: readonly Settlement[]): void {
    for (const settlement of settlements) this.#settle(settlement);
  }

  takeChanges(): StateChange[] {
    const changes = [...this.#changed].map((id) => ({ key: [DELIVERY, id], value: this.#waiting.get(id) }));
    this.#changed.clear();
    return changes;
  }

  #settle(settlement: Settlement): void {
    const waiting = this.#waiting.get(settlement.id);
    if (!waiting) return;
    if (settlement.result === 'waits') {
      const { attempts, nextAt, reason, alone } = settlement;
      this.#set({ ...waiting, attempts, nextAt, reason, alone });
      return;
    }
    this.#waiting.delete(settlement.id);
    this.#changed.add(settlement.id);
  }

  #set(delivery: Delivery): void {
    this.#waiting.set(delivery.id, delivery);
    this.#changed.add(delivery.id);
  }
}
