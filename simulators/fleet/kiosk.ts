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

interface DatedMessage {
  at: number;
  message: FramedMessage;
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
  /** In order of time. */
  #unsaid: DatedMessage[] = [];

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

  /** Lives through the next minute of the past; readings carry the town's time. */
  relive(): FramedMessage[] {
    const minute = this.#nextMinute;
    if (this.#boot === undefined || minute - this.#boot.sinceMinute >= BOOT_LASTS_MINUTES) {
      this.#boot = this.#newBoot(minute);
    }
    return this.#liveThrough(this.#boot, (at) => at).map(({ message }) => message);
  }

  /** From now on the present: a past that was made up belongs to boots of its own. */
  goLive(): void {
    if (this.#boot === undefined || this.#fresh) this.#boot = randomBoot(this.#nextMinute);
    this.#boot.live = true;
    this.#fresh = false;
  }

  /** Lives through the next minute of the present, before it is over; `dateOf` dates a time of the town. */
  live(dateOf: (at: number) => number): void {
    this.#boot ??= randomBoot(this.#nextMinute);
    this.#unsaid.push(...this.#liveThrough(this.#boot, dateOf));
  }

  /** Sends what has happened by `now`. */
  speak(now: number): void {
    const due = this.#unsaid.filter(({ at }) => at <= now);
    if (due.length === 0) return;
    this.#unsaid = this.#unsaid.slice(due.length);
    this.device.send(due.map(({ message }) => message));
  }

  /** What the next start has to send: not acknowledged, or in a minute that has begun and not happened yet. */
  pending(): FramedMessage[] {
    return [...this.device.outstanding(), ...this.#unsaid.map(({ message }) => message)];
  }

  /** The town's clock follows the real one again, from where readings are dated to. */
  returnToRealTime(): void {
    this.#nextMinute = Math.ceil(this.datedUntil / MINUTE_MS);
  }

  #liveThrough(boot: Boot, dateOf: (at: number) => number): DatedMessage[] {
    const happenings = this.#model.step(this.state, this.#nextMinute);
    this.#nextMinute += 1;
    this.datedUntil = dateOf(this.#nextMinute * MINUTE_MS);
    return happenings.map((happening) => {
      const at = Math.round(dateOf(happening.at));
      return { at, message: frameHappening(boot, happening, at) };
    });
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
