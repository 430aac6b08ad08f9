// Days of stations as scripts, one station and one day each, on one hub: the clock is moved by hand, messages go through
// the MQTT door at its times, the watch looks around after each step. What it says is told as `10:20 bin-full fired`.
import { setTimeout as passed } from 'node:timers/promises';
import type { UplinkType } from '../../src/protocol/topics.ts';
import { connectKiosk, type Kiosk } from './kiosk.ts';
import { type HubUnderTest, startHub } from './running-hub.ts';
import { declaredStation, TOWN } from './town.ts';

const FIRST_DAY = Date.parse('2026-11-24T00:00:00+08:00');
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const LOOK_EVERY_MS = 10;
const DAYS = 40;
/** Tells by its levels how far the watch has read: what was sent before them is judged once they are. */
const MARKER = 'marker';
const MARKED_BIN = { binId: 'hazardous-1', fillLevel: 0.9 };

/** Of the day of the script, in Shanghai; from 24:00 on of the days after it. */
export type ScriptTime = `${number}:${number}`;

interface ScriptAlert {
  id: string;
  rule: string;
  state: string;
  severity: string;
  evidence?: Record<string, unknown>;
  acknowledged?: { by: string };
  hiddenBy?: string;
  resolved?: { reason: string };
  reopened: number;
}

interface Told {
  kind: string;
  at: string;
  reason?: string;
}

interface Plan {
  stops: { station: string; bins: { levelAt: string }[] }[];
}

export class WatchScript {
  readonly #kiosks = new Map<string, Kiosk>();
  #hub: HubUnderTest | undefined;
  #day = 0;
  #now = FIRST_DAY;
  #boots = 0;

  get hub(): HubUnderTest {
    if (!this.#hub) throw new Error('cannot play the script: its hub has not started');
    return this.#hub;
  }

  get now(): number {
    return this.#now;
  }

  /** Of this day; those of even days tell their levels every ten minutes, the others every hour. */
  get station(): string {
    return `k-${this.#day}`;
  }

  async start(): Promise<void> {
    this.#hub = await startHub({
      declared: { ...TOWN, stations: stationsOfDays() },
      overrides: { clock: { now: () => this.#now }, watchEveryMs: LOOK_EVERY_MS },
      ...(this.#hub && { dataFolder: this.#hub.dataFolder }),
    });
  }

  /** Another day, and a station that was never heard of. */
  async begin(
    time: ScriptTime,
    { reportingMinutes = 10 }: { reportingMinutes?: 10 | 60 } = {},
  ): Promise<void> {
    // Two days on, so that no script runs into the night of the one before.
    this.#day += 2 + ((this.#day + (reportingMinutes === 60 ? 1 : 0)) % 2);
    this.#now = this.#instantOf(time);
    await this.#look();
  }

  async end(): Promise<void> {
    await this.disconnect();
    await this.hub.remove();
  }

  /** The hub stops and starts on its folder; stations connect again when they next send. */
  async restart({ at }: { at?: ScriptTime } = {}): Promise<void> {
    await this.disconnect();
    await this.hub.stop();
    if (at) this.#now = this.#instantOf(at);
    await this.start();
  }

  async disconnect(): Promise<void> {
    await Promise.all([...this.#kiosks.values()].map((kiosk) => kiosk.close()));
    this.#kiosks.clear();
  }

  /** Time passes, so many minutes with each look of the watch; after more than two at once silence counts anew. */
  async until(time: ScriptTime, stepMinutes = 5): Promise<void> {
    const end = this.#instantOf(time);
    while (this.#now < end) {
      this.#now = Math.min(end, this.#now + stepMinutes * MINUTE_MS);
      await this.#look();
    }
  }

  /** At that time the station sends a message, and the watch has judged it. */
  async send(time: ScriptTime, type: UplinkType, message: Record<string, unknown>): Promise<void> {
    await this.until(time);
    await (await this.kiosk()).send(type, message);
    await this.judged();
  }

  /** Levels of `food-1`, each at its time. */
  async levels(levels: Readonly<Record<ScriptTime, number>>): Promise<void> {
    for (const [time, fillLevel] of Object.entries(levels)) {
      await this.send(time as ScriptTime, 'fill-level', { bins: [{ binId: 'food-1', fillLevel }] });
    }
  }

  /** The watch has judged everything that was sent. */
  async judged(): Promise<void> {
    this.#now += 1;
    const levelAt = new Date(this.#now).toISOString();
    await (await this.kiosk(MARKER)).send('fill-level', { bins: [MARKED_BIN] });
    for (;;) {
      const { stops } = await this.hub.get<Plan>('/api/v1/collection-plan?stream=hazardous');
      const marked = stops.find(({ station }) => station === MARKER);
      if (marked?.bins.some((bin) => bin.levelAt === levelAt)) break;
      await passed(LOOK_EVERY_MS);
    }
    await this.#look();
  }

  async kiosk(station = this.station): Promise<Kiosk> {
    let kiosk = this.#kiosks.get(station);
    if (!kiosk) {
      const bootId = `boot-${this.#boots++}`;
      kiosk = await connectKiosk({ port: this.hub.mqttPort, station, bootId, now: () => this.#now });
      this.#kiosks.set(station, kiosk);
    }
    return kiosk;
  }

  /** Those of the station that began on the day, the oldest first. */
  async alerts(filter = ''): Promise<ScriptAlert[]> {
    const since = new Date(this.#instantOf('0:0')).toISOString();
    const path = `/api/v1/alerts?station=${this.station}&since=${since}${filter}`;
    return (await this.hub.list<ScriptAlert>(path)).reverse();
  }

  async states(rule: string): Promise<string[]> {
    return (await this.alerts(`&rule=${rule}`)).map(({ state }) => state);
  }

  /** All that happened to the station's alerts, or to those of a rule: `10:20 bin-full fired`. */
  async story(rule?: string): Promise<string[]> {
    const lines: string[] = [];
    for (const alert of await this.alerts(rule && `&rule=${rule}`)) {
      if (alert.state === 'pending') continue;
      const { events } = await this.hub.get<{ events: Told[] }>(`/api/v1/alerts/${alert.id}`);
      for (const { kind, at, reason } of events) {
        lines.push([this.#timeOf(Date.parse(at)), alert.rule, kind, ...(reason ? [reason] : [])].join(' '));
      }
    }
    return lines.sort((a, b) => (a < b ? -1 : 1));
  }

  async act(id: string, action: string, body: object): Promise<number> {
    return (await this.hub.post(`/api/v1/alerts/${id}/${action}`, body)).status;
  }

  /** The hub's timer, which was set before this one, has told the watch the new time. */
  async #look(): Promise<void> {
    await passed(LOOK_EVERY_MS + 1);
  }

  #instantOf(time: ScriptTime): number {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return FIRST_DAY + this.#day * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
  }

  #timeOf(instant: number): string {
    const minutes = Math.floor((instant - this.#instantOf('0:0')) / MINUTE_MS);
    return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  }
}

function stationsOfDays() {
  const days = Array.from({ length: 2 * DAYS }, (_, day) =>
    declaredStation(`k-${day}`, { reportingMinutes: day % 2 === 0 ? 10 : 60 }),
  );
  return [...days, declaredStation(MARKER)];
}
