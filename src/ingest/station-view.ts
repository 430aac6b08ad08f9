// What the hub remembers of a station, for whoever asks.
import type { Clock } from '../model/clock.ts';
import type { Delivery, RecentMessage } from '../model/delivery.ts';
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

  #present(id: string): StationPresent {
    const { memory, registry, clock, isOpen } = this.#options;
    return memory.station(id).present.read(id, {
      now: clock.now(),
      hubStartedAt: this.#hubStartedAt,
      reportingMinutes: registry.station(id)?.reportingMinutes ?? 0,
      open: isOpen(),
    });
  }

  of(id: string): Delivery {
    return this.#options.memory.station(id).delivery();
  }

  recentMessages(id: string): readonly RecentMessage[] {
    return this.#options.memory.station(id).recent.list();
  }
}
