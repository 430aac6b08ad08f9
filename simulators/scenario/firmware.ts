// The firmware of a simulated station: turns what happens into what is said on the wire, with its boots, numbers and
// store for offline times, and with the faults that the scenario gives it. Pure: it says what to do, and when.
import { type UplinkType, uplinkTopic } from '../../src/protocol/topics.ts';
import { batchParcel } from '../fleet/framing.ts';
import type { Happening } from '../town/happening.ts';
import type { Random } from '../town/random.ts';
import { contentOf } from './content.ts';
import { hostileMessage } from './hostile.ts';
import { type SoundMessage, spoil } from './malformed.ts';
import type { Moment, Plan } from './moments.ts';
import { type Claim, Oracle } from './oracle.ts';
import { StationClock } from './station-clock.ts';
import type { Step } from './step.ts';
import { chance } from './troubles.ts';

export interface FirmwareOptions extends Omit<Plan, 'scenario'> {
  /** Real time at which the run begins, milliseconds since 1970 UTC. */
  startsAt: number;
  /** Of boots and connections: no other run has it. */
  run: string;
  /** Milliseconds of the town for each real one. */
  speed: number;
}

interface Stored extends SoundMessage {
  /** Real time at which it was made, when its clock cannot tell. */
  madeAt: number | undefined;
}

export class Firmware {
  readonly #options: FirmwareOptions;
  readonly #random: Random;
  readonly #clock: StationClock;
  readonly #oracle = new Oracle();
  #boot = { id: '', nextSeq: 0, bootedAt: 0, number: 0 };
  #connections = 0;
  #isOnline = false;
  #stored: Stored[] = [];
  #now = 0;

  constructor(options: FirmwareOptions) {
    const { seed, station, troubles } = options;
    this.#options = options;
    this.#random = chance(seed, 'firmware', station.id);
    this.#clock = new StationClock(troubles, chance(seed, 'clock', station.id));
  }

  begin(): Step[] {
    this.#startBoot();
    return this.#connect('connect');
  }

  live(moment: Moment): Step[] {
    this.#now = moment.at / this.#options.speed;
    switch (moment.what) {
      case 'happening':
        return this.#tell(moment.happening, moment.at);
      case 'goes-offline':
        return this.#cut();
      case 'comes-back':
        return this.#isOnline ? [] : this.#comeBack();
      case 'reboots':
        return this.#reboot(moment.loses);
      case 'is-taken-over':
        return this.#isOnline ? this.#connect('take-over') : [];
      case 'is-hostile':
        return this.#isOnline ? [this.#sayHostile()] : [];
      case 'restarts-counter':
        this.#boot.nextSeq = 0;
        return [];
    }
  }

  /** Whatever is stored is said before it leaves. */
  end(at: number): Step[] {
    this.#now = at / this.#options.speed;
    const steps = this.#isOnline ? [] : this.#comeBack();
    return [...steps, { act: 'leave', at: this.#now }];
  }

  #tell(happening: Happening, at: number): Step[] {
    const { troubles, startsAt } = this.#options;
    const now = Math.round(startsAt + this.#now);
    const { observedAt, isUnset } = this.#clock.date({ at, now, bootedAt: this.#boot.bootedAt });
    const frame = { bootId: this.#boot.id, seq: this.#boot.nextSeq++, observedAt };
    const sound: SoundMessage = { type: happening.type, message: { ...frame, ...happening.body } };
    if (this.#happens(troubles.active('lost', at)?.often)) return [];
    if (!this.#isOnline) {
      this.#stored.push({ ...sound, madeAt: isUnset ? now : undefined });
      return [];
    }
    if (isUnset) sound.message = { ...sound.message, ageMs: 0 };
    if (this.#happens(troubles.active('malformed', at)?.often)) return [this.#saySpoilt(sound, now)];
    const again = this.#happens(troubles.active('duplicates', at)?.often);
    return again ? [this.#saySound(sound), this.#saySound(sound)] : [this.#saySound(sound)];
  }

  #happens(often: number | undefined): boolean {
    return often !== undefined && this.#random() < often;
  }

  #saySound({ type, message }: SoundMessage): Step {
    return this.#say(type, Buffer.from(JSON.stringify(message)), [this.#claimOf({ type, message })]);
  }

  #saySpoilt(sound: SoundMessage, now: number): Step {
    const { payload, fault, framed, inPart, observedAt } = spoil(sound, now, this.#random);
    const { frame, content } = this.#claimOf(sound);
    if (frame === undefined || !framed) return this.#say(sound.type, payload, [{ fault }]);
    const dated = { ...frame, ...(observedAt !== undefined && { observedAt }) };
    const claim: Claim = { frame: dated, content, fault, ...(inPart !== undefined && { inPart }) };
    return this.#say(sound.type, payload, [claim]);
  }

  #sayHostile(): Step {
    const { topic, payload, reason } = hostileMessage(this.#options.station.id, this.#random);
    return { act: 'say', at: this.#now, topic, payload, expected: [this.#oracle.expect({ fault: reason })] };
  }

  #say(type: UplinkType, payload: Buffer, claims: readonly Claim[]): Step {
    const expected = claims.map((claim) => this.#oracle.expect(claim));
    return {
      act: 'say',
      at: this.#now,
      topic: uplinkTopic(this.#options.station.id, type),
      payload,
      expected,
    };
  }

  #claimOf({ type, message }: SoundMessage): Claim {
    const { bootId, seq, observedAt } = message;
    const content = contentOf(type, message, this.#options.station.bins);
    return { frame: { bootId, seq, observedAt }, content };
  }

  #connect(act: 'connect' | 'take-over'): Step[] {
    this.#isOnline = true;
    return [{ act, at: this.#now, connectionId: `${this.#options.run}-c${this.#connections++}` }];
  }

  #cut(): Step[] {
    if (!this.#isOnline) return [];
    this.#isOnline = false;
    return [{ act: 'cut', at: this.#now }];
  }

  #comeBack(): Step[] {
    return [...this.#connect('connect'), ...this.#sayStored()];
  }

  /** The newest are in memory only, and lost with the power. */
  #reboot(loses: number): Step[] {
    const wasOnline = this.#isOnline;
    const cut = this.#cut();
    this.#stored = this.#stored.slice(0, Math.max(0, this.#stored.length - loses));
    this.#startBoot();
    return wasOnline ? [...cut, ...this.#comeBack()] : cut;
  }

  #startBoot(): void {
    const { startsAt, run } = this.#options;
    const number = this.#boot.number + 1;
    this.#boot = { id: `${run}-${number}`, nextSeq: 0, bootedAt: Math.round(startsAt + this.#now), number };
  }

  #sayStored(): Step[] {
    const steps: Step[] = [];
    const now = Math.round(this.#options.startsAt + this.#now);
    const claims = this.#stored.map((one) => this.#claimOf(one));
    const waiting = this.#stored.map(({ type, message, madeAt }) => {
      const aged = madeAt === undefined ? message : { ...message, ageMs: now - madeAt };
      return { type, json: JSON.stringify(aged) };
    });
    while (waiting.length > 0) {
      const { payload, messages } = batchParcel(waiting);
      waiting.splice(0, messages.length);
      steps.push(this.#say('batch', Buffer.from(payload), claims.splice(0, messages.length)));
    }
    this.#stored = [];
    return steps;
  }
}
