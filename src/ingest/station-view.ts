// What the hub remembers of a station, for whoever asks.
import type { Clock } from '../model/clock.ts';
import type { Delivery, RecentMessage } from '../model/delivery.ts';
import type { PresenceContext } from '../model/presence.ts';
import type { StationPresent } from '../model/present.ts';
import type { Registry } from '../registry/registry.ts';
import type { HubMemory } from './hub-memory.ts';

export interface StationViewOptions {
  memory: HubMemory;
  registry: Registry;
  clock: Clock;
  /** False while the door takes nothing. */
  isOpen: () => boolean;
}

export class StationView {
  readonly #options: StationViewOptions;
  readonly #hubStartedAt: number;

  constructor(options: StationViewOptions) {
    this.#options = options;
    this.#hubStartedAt = options.clock.now();
  }

  /** What is true now. */
  readonly presence = { of: (id: string): StationPresent => this.#present(id) };

  /** What is counted over all stations; for one of them cheap enough to go through ten thousand. */
  figuresOf(id: string): { online: boolean; missing: number } {
    const { ledger, present } = this.#options.memory.station(id);
    const online = present.presence(this.#contextOf(id)).state === 'online';
    return { online, missing: ledger.missing };
  }

  of(id: string): Delivery {
    return this.#options.memory.station(id).delivery();
  }

  recentMessages(id: string): readonly RecentMessage[] {
    return this.#options.memory.station(id).recent.list();
  }

  /** Since the hub started; the last of them are at hand. */
  messageCount(id: string): number {
    return this.#options.memory.station(id).recent.total;
  }

  #present(id: string): StationPresent {
    return this.#options.memory.station(id).present.read(id, this.#contextOf(id));
  }

  #contextOf(id: string): PresenceContext {
    const { clock, registry, isOpen } = this.#options;
    return {
      now: clock.now(),
      hubStartedAt: this.#hubStartedAt,
      reportingMinutes: registry.station(id)?.reportingMinutes ?? 0,
      open: isOpen(),
    };
  }
}
