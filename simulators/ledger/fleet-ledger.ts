// The ledger of a plain run of the town: one book for each of its stations.
import type { FleetOptions, FleetResult, FleetStation } from '../fleet/fleet.ts';
import { DeviceBook } from './device-book.ts';
import type { Ledger } from './ledger-file.ts';

export class FleetLedger {
  readonly #books: ReadonlyMap<string, DeviceBook>;
  readonly #startedAt: number;

  constructor(stations: readonly FleetStation[], startedAt: number) {
    this.#books = new Map(stations.map(({ station }) => [station.id, new DeviceBook(station.bins)]));
    this.#startedAt = startedAt;
  }

  readonly listenerOf: NonNullable<FleetOptions['listenerOf']> = (station) => this.#books.get(station);

  close(
    { from }: FleetResult,
    { seed, speed, clock }: Pick<FleetOptions, 'seed' | 'speed' | 'clock'>,
  ): Ledger {
    const stations = Object.fromEntries(
      [...this.#books].map(([station, book]) => [station, book.toLedger()]),
    );
    const times = { startedAt: this.#startedAt, endedAt: clock.now(), datedFrom: Math.floor(from) };
    return { version: 1, name: 'town', seed, speed, ...times, stations };
  }
}
