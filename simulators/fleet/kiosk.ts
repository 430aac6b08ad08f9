// One simulated station: its life in the town, its boot, its device. Turns what happens into framed messages.
import { randomBytes } from 'node:crypto';
import { MINUTE_MS } from '../town/local-time.ts';
import type { StationModel } from '../town/station.ts';
import type { StationState } from '../town/station-state.ts';
import type { Device } from './device.ts';
import { type Boot, type FramedMessage, frameHappening } from './framing.ts';

export interface KioskOptions {
  model: StationModel;
  state: StationState;
  /** Where its readings begin, milliseconds since 1970 UTC. */
  datedUntil: number;
  device: Device;
  /** Of a stored state that was catching up: its messages come out again exactly as they were. */
  boot?: Boot | undefined;
  /** True when there was no stored state: then the past is the same for the same seed and range, frames included. */
  fresh: boolean;
}

/** The hub remembers a boot for 36 days; a station that never restarts would be unusual anyway. */
const BOOT_LASTS_MINUTES = 30 * 1440;

export class Kiosk {
  readonly id: string;
  readonly device: Device;
  readonly state: StationState;
  /** Up to where readings are dated, milliseconds since 1970 UTC. */
  datedUntil: number;
  readonly #model: StationModel;
  #fresh: boolean;
  /** The next minute to live through; the state's differs after a jump of the town's clock. */
  #nextMinute: number;
  #boot: Boot | undefined;

  constructor({ model, state, datedUntil, device, boot, fresh }: KioskOptions) {
    this.id = model.profile.id;
    this.device = device;
    this.state = state;
    this.datedUntil = datedUntil;
    this.#nextMinute = Math.ceil(datedUntil / MINUTE_MS);
    this.#model = model;
    this.#fresh = fresh;
    this.#boot = boot;
  }

  get nextMinute(): number {
    return this.#nextMinute;
  }

  get boot(): Boot | undefined {
    return this.#boot;
  }

  /** 0..1, which part of a minute this station is late in telling it: a fleet must not speak in chorus. */
  get lag(): number {
    return (this.#model.profile.seed % 1000) / 1000;
  }

  /** Lives through the next minute of the past; readings carry the town's time. */
  relive(): FramedMessage[] {
    const minute = this.#nextMinute;
    if (this.#boot === undefined || minute - this.#boot.sinceMinute >= BOOT_LASTS_MINUTES) {
      this.#boot = this.#newBoot(minute);
    }
    return this.#liveThrough(this.#boot, (at) => at);
  }

  /** From now on the present: a past that was made up belongs to boots of its own. */
  goLive(): void {
    if (this.#boot === undefined || this.#fresh) this.#boot = randomBoot(this.#nextMinute);
    this.#boot.live = true;
    this.#fresh = false;
  }

  /** Lives through the next minute of the present; `dateOf` dates a time of the town. */
  live(dateOf: (at: number) => number): FramedMessage[] {
    this.#boot ??= randomBoot(this.#nextMinute);
    return this.#liveThrough(this.#boot, dateOf);
  }

  /** The town's clock follows the real one again, from where readings are dated to. */
  returnToRealTime(): void {
    this.#nextMinute = Math.ceil(this.datedUntil / MINUTE_MS);
  }

  #liveThrough(boot: Boot, dateOf: (at: number) => number): FramedMessage[] {
    const happenings = this.#model.step(this.state, this.#nextMinute);
    this.#nextMinute += 1;
    this.datedUntil = dateOf(this.#nextMinute * MINUTE_MS);
    return happenings.map((happening) => frameHappening(boot, happening, Math.round(dateOf(happening.at))));
  }

  #newBoot(minute: number): Boot {
    if (!this.#fresh) return randomBoot(minute);
    const id = `past-${this.#model.profile.seed.toString(36)}-${minute.toString(36)}`;
    return { id, nextSeq: 0, sinceMinute: minute, live: false };
  }
}

function randomBoot(sinceMinute: number): Boot {
  return { id: randomBytes(9).toString('base64url'), nextSeq: 0, sinceMinute, live: false };
}
