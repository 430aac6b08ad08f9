// Days of stations as scripts on one hub, each with a day, a grid and stations of its own, so that none sees another: the
// clock is moved by hand, messages go through the MQTT door at its times, the watch looks around after each step. What it
// says is told as `10:20 bin-full fired`.
import { setTimeout as passed } from 'node:timers/promises';
import type { UplinkType } from '../../src/protocol/topics.ts';
import type { DeclaredStation } from '../../src/registry/registry.ts';
import { connectKiosk, type Kiosk } from './kiosk.ts';
import { type HubUnderTest, startHub } from './running-hub.ts';
import { type Role, stationsOf, townOfScripts } from './script-town.ts';

const FIRST_DAY = Date.parse('2026-11-24T00:00:00+08:00');
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const LOOK_EVERY_MS = 2;
const SOON_MS = 10_000;

/** Of the day of the script, in Shanghai; from 24:00 on of the days after it. */
export type ScriptTime = `${number}:${number}`;

export interface ScriptAlert {
  id: string;
  rule: string;
  state: string;
  severity: string;
  evidence?: Record<string, unknown>;
  acknowledged?: { by: string };
  hiddenBy?: string;
  resolved?: { reason: string; evidence?: Record<string, unknown> };
  reopened: number;
}

interface WatchScriptOptions {
  /** As in alerts.yaml. */
  alerts?: Record<string, unknown>;
  /** Besides the stations of each script. */
  stations?: readonly DeclaredStation[];
}

interface Beginning {
  role?: Role;
  station?: string;
  /** Of the clock, from one look of the watch to the next. */
  stepMinutes?: number;
}

interface Told {
  kind: string;
  at: string;
  reason?: string;
}

export class WatchScript {
  readonly #options: WatchScriptOptions;
  readonly #kiosks = new Map<string, Kiosk>();
  #hub: HubUnderTest | undefined;
  #script = 0;
  #now = FIRST_DAY;
  #boots = 0;
  #stepMinutes = 5;
  /** What is sent and asked where nothing else is said. */
  station = '';

  constructor(options: WatchScriptOptions = {}) {
    this.#options = options;
  }

  get hub(): HubUnderTest {
    if (!this.#hub) throw new Error('cannot play the script: its hub has not started');
    return this.#hub;
  }

  get now(): number {
    return this.#now;
  }

  async start(): Promise<void> {
    const { alerts, stations = [] } = this.#options;
    this.#hub = await startHub({
      declared: townOfScripts(stations),
      ...(alerts && { alerts }),
      overrides: { clock: { now: () => this.#now }, watchEveryMs: LOOK_EVERY_MS },
      ...(this.#hub && { dataFolder: this.#hub.dataFolder }),
    });
  }

  /**
   * Another day, and stations that were never heard of: `k` and `near` tell their levels every ten minutes, `slow` every
   * hour. `station`: a declared one instead.
   */
  async begin(time: ScriptTime, { role = 'k', station, stepMinutes = 5 }: Beginning = {}): Promise<void> {
    this.#script += 1;
    this.station = station ?? this.stations[role];
    this.#stepMinutes = stepMinutes;
    this.#now = this.#instantOf(time);
    await this.judged();
  }

  /** Of this script. */
  get stations(): Readonly<Record<Role, string>> {
    return stationsOf(this.#script);
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
    await this.judged();
  }

  async disconnect(): Promise<void> {
    await Promise.all([...this.#kiosks.values()].map((kiosk) => kiosk.close()));
    this.#kiosks.clear();
  }

  /** Time passes, so many minutes with each look of the watch; after more than two at once silence counts anew. */
  async until(time: ScriptTime, stepMinutes = this.#stepMinutes): Promise<void> {
    const end = this.#instantOf(time);
    while (this.#now < end) {
      this.#now = Math.min(end, this.#now + stepMinutes * MINUTE_MS);
      await this.#look();
    }
    await this.judged();
  }

  /** The clock of the hub is set, forwards or back. */
  async setClock(time: ScriptTime): Promise<void> {
    this.#now = this.#instantOf(time);
    await this.judged();
  }

  /** Levels of `food-1` at several stations, all in the order of their times. */
  async play(levels: Readonly<Record<string, Readonly<Record<ScriptTime, number>>>>): Promise<void> {
    const all = Object.entries(levels).flatMap(([station, ofStation]) =>
      Object.entries(ofStation).map(([time, fillLevel]) => ({
        time: time as ScriptTime,
        station,
        fillLevel,
      })),
    );
    all.sort((a, b) => this.#instantOf(a.time) - this.#instantOf(b.time));
    for (const { time, station, fillLevel } of all) {
      await this.levels({ [time]: fillLevel }, { station });
    }
  }

  /** At that time the station sends a message, and the watch has judged it. */
  async send(time: ScriptTime, type: UplinkType, message: object, station = this.station): Promise<void> {
    await this.until(time);
    await (await this.kiosk(station)).send(type, { ...message });
    await this.judged();
  }

  /** Levels of a bin, each at its time. */
  async levels(
    levels: Readonly<Record<ScriptTime, number>>,
    { binId = 'food-1', station = this.station } = {},
  ): Promise<void> {
    for (const [time, fillLevel] of Object.entries(levels)) {
      await this.send(time as ScriptTime, 'fill-level', { bins: [{ binId, fillLevel }] }, station);
    }
  }

  /** The watch has judged all that was acknowledged, and looked at the time: it does the one before the other. */
  async judged(): Promise<void> {
    await this.#look();
    await this.hub.get('/api/v1/alerts?limit=1');
  }

  /** The newest device of the station. */
  async kiosk(station = this.station): Promise<Kiosk> {
    return this.#kiosks.get(station) ?? this.connect(station);
  }

  /** One more device with the station's token. */
  async connect(station = this.station, will?: object): Promise<Kiosk> {
    const bootId = `boot-${this.#boots++}`;
    const kiosk = await connectKiosk({
      port: this.hub.mqttPort,
      ...{ station, bootId, will, now: () => this.#now },
    });
    this.#kiosks.set(station, kiosk);
    return kiosk;
  }

  async openAdvisories(): Promise<unknown[]> {
    const { items } = await this.hub.get<{ items: { grid: string }[] }>('/api/v1/advisories');
    return items.filter(({ grid }) => grid === `g-${this.#script}`);
  }

  /** Those of the station that began on the day, the oldest first. */
  async alerts(filter = '', station = this.station): Promise<ScriptAlert[]> {
    const since = new Date(this.#instantOf('0:0')).toISOString();
    const path = `/api/v1/alerts?station=${station}&since=${since}${filter}`;
    return (await this.hub.list<ScriptAlert>(path)).reverse();
  }

  async states(rule: string, station = this.station): Promise<string[]> {
    return (await this.alerts(`&rule=${rule}`, station)).map(({ state }) => state);
  }

  /** All that happened to the station's alerts, or to those of a rule: `10:20 bin-full fired`. */
  async story(rule?: string, station = this.station): Promise<string[]> {
    const lines: string[] = [];
    for (const alert of await this.alerts(rule && `&rule=${rule}`, station)) {
      if (alert.state === 'pending') continue;
      const { events } = await this.hub.get<{ events: Told[] }>(`/api/v1/alerts/${alert.id}`);
      for (const { kind, at, reason } of events) {
        lines.push([this.#timeOf(Date.parse(at)), alert.rule, kind, ...(reason ? [reason] : [])].join(' '));
      }
    }
    return lines.sort((a, b) => (a < b ? -1 : 1));
  }

  /** Resolves once it is so: for what comes at a time of its own. The clock goes on by a second with each look. */
  async soon(isSo: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + SOON_MS; Date.now() < end; await this.judged()) {
      if (await isSo()) return;
      this.#now += 1_000;
    }
    throw new Error(`cannot go on with the script: what it waits for did not come in ${SOON_MS / 1_000} s`);
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
    // Days lie between two scripts, so that none runs into the next.
    return FIRST_DAY + this.#script * 5 * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
  }

  #timeOf(instant: number): string {
    const minutes = Math.floor((instant - this.#instantOf('0:0')) / MINUTE_MS);
    return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  }
}
