// A fleet of simulated stations, from its first connection to its last PUBACK: catch up with the present, live in
// it, stop clean, remember.
import type { Clock } from '../../src/model/clock.ts';
import { MINUTE_MS } from '../town/local-time.ts';
import { createProfile, type TownStation } from '../town/profile.ts';
import { createStationModel } from '../town/station.ts';
import { createStationState, type StationState } from '../town/station-state.ts';
import { catchUp, type Progress } from './catch-up.ts';
import { Device, type DeviceListener } from './device.ts';
import { Kiosk } from './kiosk.ts';
import { live } from './live.ts';
import { readFleetState, type SavedFleet, type SavedStation, writeFleetState } from './state-file.ts';
import { type Counts, Tally } from './tally.ts';

export interface FleetStation {
  station: TownStation;
  token: string;
}

export interface FleetOptions {
  seed: number;
  stations: readonly FleetStation[];
  host: string;
  port: number;
  speed: number;
  /** How much past a station without a stored state brings along. */
  backfillMs: number;
  /** Real time to live in the present after the past is told; without end when absent. */
  liveForMs?: number | undefined;
  stateFile?: string | undefined;
  clock: Clock;
  progress?: Progress | undefined;
  /** Hears of what each station sends and of its PUBACKs. */
  listenerOf?: ((station: string) => DeviceListener | undefined) | undefined;
  /** Called once when the past is told and the present begins. */
  onLive?: (() => void) | undefined;
}

export interface FleetResult extends Counts {
  stations: number;
  /** Messages without a PUBACK at the end; with a state file the next start sends them. */
  outstanding: number;
  /** Where the readings begin and end, milliseconds since 1970 UTC. */
  from: number;
  until: number;
}

/** The hub refuses readings older than 35 days; a day is left for the clock and the time it takes. */
export const LONGEST_PAST_MS = 34 * 86_400_000;

const SAVE_EVERY_MS = 5_000;
const DRAIN_MS = 15_000;
const STOPPED_AT_ONCE = 64;
const CONNECTED_AT_ONCE = 32;

export class Fleet {
  readonly #options: FleetOptions;
  readonly #tally = new Tally();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Resolves when its time is over or `signal` is aborted, after the last PUBACK or the end of patience. */
  async run(signal: AbortSignal): Promise<FleetResult> {
    const kiosks = this.#openKiosks();
    const from = Math.min(...kiosks.map(({ datedUntil }) => datedUntil));
    await this.#connect(kiosks);
    const saving = setInterval(() => this.#save(kiosks), SAVE_EVERY_MS);
    try {
      await this.#live(kiosks, signal);
    } finally {
      clearInterval(saving);
      await inGroups(kiosks, STOPPED_AT_ONCE, ({ device }) => device.stop(DRAIN_MS));
      this.#save(kiosks);
    }
    return this.#result(kiosks, from);
  }

  async #connect(kiosks: readonly Kiosk[]): Promise<void> {
    try {
      await inGroups(kiosks, CONNECTED_AT_ONCE, ({ device }) => device.connect());
    } catch (error) {
      await inGroups(kiosks, STOPPED_AT_ONCE, ({ device }) => device.stop(0));
      throw error;
    }
  }

  async #live(kiosks: readonly Kiosk[], signal: AbortSignal): Promise<void> {
    const { clock, speed, liveForMs } = this.#options;
    let endsAt: number | undefined;
    while (!signal.aborted && (endsAt === undefined || clock.now() < endsAt)) {
      const fromMinute = await this.#catchUp(kiosks, signal);
      if (endsAt === undefined && liveForMs !== undefined) endsAt = clock.now() + liveForMs;
      if (signal.aborted || liveForMs === 0) return;
      this.#options.onLive?.();
      await live(kiosks, { clock, speed, fromMinute, endsAt, signal });
      for (const kiosk of kiosks) {
        kiosk.speak(clock.now());
        kiosk.returnToRealTime();
      }
    }
  }

  /** Until the present is reached: telling the past takes time of its own. Returns the minute of the present. */
  async #catchUp(kiosks: readonly Kiosk[], signal: AbortSignal): Promise<number> {
    const { clock, progress } = this.#options;
    let untilMinute = Math.floor(clock.now() / MINUTE_MS);
    await catchUp(kiosks, { untilMinute, signal, progress });
    while (!signal.aborted && untilMinute < Math.floor(clock.now() / MINUTE_MS)) {
      untilMinute = Math.floor(clock.now() / MINUTE_MS);
      await catchUp(kiosks, { untilMinute, signal });
    }
    return untilMinute;
  }

  #openKiosks(): Kiosk[] {
    const { stateFile, seed, stations } = this.#options;
    const saved = stateFile === undefined ? undefined : readFleetState(stateFile, seed);
    return stations.map((station) => this.#openKiosk(station, saved?.stations[station.station.id]));
  }

  #openKiosk({ station, token }: FleetStation, saved: SavedStation | undefined): Kiosk {
    const { seed, host, port, clock, backfillMs, listenerOf } = this.#options;
    const listener = listenerOf?.(station.id);
    const profile = createProfile(station, seed);
    const model = createStationModel(profile);
    const device = new Device({ station: station.id, token, host, port, tally: this.#tally, listener });
    if (saved === undefined) {
      const minute = Math.floor((clock.now() - backfillMs) / MINUTE_MS);
      const state = createStationState(profile, minute);
      return new Kiosk({ model, state, device, datedUntil: minute * MINUTE_MS, fresh: true });
    }
    // Bins that were added since start with the levels of a new station.
    const litres = { ...createStationState(profile, saved.nextMinute).litres, ...saved.litres };
    const state: StationState = { nextMinute: saved.nextMinute, litres, openEvents: saved.openEvents };
    const boot = saved.boot?.live === false ? saved.boot : undefined;
    const datedUntil = Math.max(saved.datedUntil, clock.now() - LONGEST_PAST_MS);
    const kiosk = new Kiosk({ model, state, device, datedUntil, boot, fresh: false });
    device.send(saved.pending);
    return kiosk;
  }

  #save(kiosks: readonly Kiosk[]): void {
    const { stateFile, seed } = this.#options;
    if (stateFile === undefined) return;
    const stations: SavedFleet['stations'] = {};
    for (const kiosk of kiosks) {
      const { id, datedUntil, state, boot } = kiosk;
      stations[id] = { datedUntil, ...state, boot, pending: kiosk.pending() };
    }
    writeFleetState(stateFile, { version: 1, seed, stations });
  }

  #result(kiosks: readonly Kiosk[], from: number): FleetResult {
    const outstanding = kiosks.reduce((sum, { device }) => sum + device.outstanding().length, 0);
    const datedUntil = Math.max(...kiosks.map((kiosk) => kiosk.datedUntil));
    const until = Math.round(Math.min(datedUntil, this.#options.clock.now()));
    return { stations: kiosks.length, ...this.#tally.counts(), outstanding, from, until };
  }
}

/** So many at a time; throws the first failure. */
async function inGroups<T>(
  items: readonly T[],
  size: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += size) {
    await Promise.all(items.slice(start, start + size).map(act));
  }
}
