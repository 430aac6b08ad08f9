// Refused messages again, by rejection id: past the ledger, as of their original arrival. What passes leaves
// quarantine in the same frame of the journal; what fails again stays where it is.
import type { Clock } from '../model/clock.ts';
import type { Entry, Replayed } from '../model/entry.ts';
import { REPLAYABLE_REASONS, type Rejection, type RejectionReason } from '../model/rejection.ts';
import type { Registry } from '../registry/registry.ts';
import type { HubMemory } from './hub-memory.ts';
import type { JournalGate } from './journal-gate.ts';
import type { MessageJudge } from './message-judge.ts';
import type { Refusal } from './to-reading.ts';

export interface ReplayFailure {
  id: string;
  reason: RejectionReason | 'not-found' | 'not-replayable';
  path?: string;
  expected?: string;
}

export interface ReplayOptions {
  registry: Pick<Registry, 'station'>;
  gate: JournalGate;
  memory: HubMemory;
  judge: MessageJudge;
  clock: Clock;
  /** Writes down what the hub remembers, so that quarantine shows it. */
  save: () => Promise<void>;
}

/** Two keys go for each, and the state store deletes at most 20 in one transaction. */
const AT_ONCE = 10;

export class Replay {
  readonly #options: ReplayOptions;
  readonly #underWay = new Set<string>();

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  /** Two people may press the button at once: what one has under way the other does not find. */
  async replay(wanted: readonly string[]): Promise<{ replayed: number; failed: ReplayFailure[] }> {
    const ids = [...new Set(wanted)];
    const mine = ids.filter((id) => !this.#underWay.has(id));
    const failed: ReplayFailure[] = ids
      .filter((id) => !mine.includes(id))
      .map((id) => ({ id, reason: 'not-found' }));
    for (const id of mine) this.#underWay.add(id);
    try {
      for (let from = 0; from < mine.length; from += AT_ONCE) {
        const failures = await Promise.all(mine.slice(from, from + AT_ONCE).map((id) => this.#replayOne(id)));
        failed.push(...failures.filter((failure) => failure !== undefined));
        await this.#options.save();
      }
      return { replayed: ids.length - failed.length, failed };
    } finally {
      for (const id of mine) this.#underWay.delete(id);
    }
  }

  async #replayOne(id: string): Promise<ReplayFailure | undefined> {
    const rejection = this.#options.memory.quarantine.get(id);
    return rejection ? this.#judgeAgain(rejection) : { id, reason: 'not-found' };
  }

  async #judgeAgain(rejection: Rejection): Promise<ReplayFailure | undefined> {
    const { registry, memory, judge, clock } = this.#options;
    const { id, station: stationId } = rejection;
    const station = registry.station(stationId);
    if (!station || !rejection.message || !REPLAYABLE_REASONS.has(rejection.reason))
      return { id, reason: 'not-replayable' };
    const judged = judge.judgeAgain(rejection, station, memory.station(stationId), clock.now());
    if (!judged.ok) return { id, ...faultOf(judged.refusal) };
    const replayed: Replayed = { type: 'replayed', rejectionId: id, station: stationId, at: clock.now() };
    const entries = [judged.reading, replayed];
    for (const entry of entries) memory.apply(entry);
    await this.#onDisk(entries);
    return undefined;
  }

  #onDisk(entries: readonly Entry[]): Promise<void> {
    const { gate } = this.#options;
    return new Promise((resolve, reject) =>
      gate.append(entries, (error) => (error ? reject(error) : resolve())),
    );
  }
}

function faultOf({ reason, path, expected }: Refusal): Omit<ReplayFailure, 'id'> {
  return { reason, path, expected };
}
