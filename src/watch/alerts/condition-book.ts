// The conditions that hold or wait for their hold, by station, and which of them changed since they were last taken.
// Almost every verdict says that nothing is the case: for those this must cost next to nothing.
import type { RuleId } from '../rules/rule.ts';
import { type Condition, type Judgement, partOf } from './condition.ts';
import { identityOf } from './identity.ts';

/** Since when each rule holds, ms since 1970 UTC. */
export type HoldingSince = Readonly<Partial<Record<RuleId, number>>>;

export class ConditionBook {
  /** By station, then by identity. */
  readonly #byStation = new Map<string, Map<string, Condition>>();
  readonly #changed = new Map<string, Condition>();

  constructor(stored: Iterable<Condition>) {
    for (const condition of stored)
      this.#of(condition.station).set(condition.identity, structuredClone(condition));
  }

  /** The one of the judgement's identity; without making that text, of which there would be one for every verdict. */
  find({ rule, kind, station, binId, stream }: Judgement): Condition | undefined {
    for (const condition of this.#byStation.get(station)?.values() ?? []) {
      if (condition.rule !== rule) continue;
      const isSame = kind === 'full' ? condition.stream === stream : condition.binId === binId;
      if (isSame) return condition;
    }
    return undefined;
  }

  get(station: string, identity: string): Condition | undefined {
    return this.#byStation.get(station)?.get(identity);
  }

  /** Kept once it has a part and `changed` was called. */
  create(judgement: Judgement): Condition {
    const { rule, kind, station, grid, binId, stream } = judgement;
    const condition: Condition = {
      identity: identityOf(judgement),
      rule,
      kind,
      station,
      grid,
      parts: [],
      eased: false,
    };
    if (kind !== 'full' && binId !== undefined) condition.binId = binId;
    if (stream !== undefined) condition.stream = stream;
    return condition;
  }

  /** To be called after each change; one without parts is no longer kept. */
  changed(condition: Condition): void {
    const { station, identity } = condition;
    this.#changed.set(identity, condition);
    if (condition.parts.length > 0) {
      this.#of(station).set(identity, condition);
      return;
    }
    const ofStation = this.#of(station);
    ofStation.delete(identity);
    if (ofStation.size === 0) this.#byStation.delete(station);
  }

  /** In order of identity, so that a restart changes no order of events. */
  of(station: string): Condition[] {
    const ofStation = this.#byStation.get(station);
    return ofStation ? [...ofStation.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1)) : [];
  }

  *all(): Generator<Condition> {
    for (const ofStation of this.#byStation.values()) yield* ofStation.values();
  }

  /**
   * Since when each rule holds for a bin, or the station; not where two people found that it is void. Undefined: none
   * does, nor is anything void.
   */
  since(station: string, binId: string | undefined): HoldingSince | undefined {
    const ofStation = this.#byStation.get(station);
    if (!ofStation) return undefined;
    let since: Partial<Record<RuleId, number>> | undefined;
    for (const condition of ofStation.values()) {
      // Asked with every reading: only those of a card can be of other bins than their own.
      if (condition.kind !== 'full' && condition.binId !== binId) continue;
      const part = partOf(condition, binId);
      if (!part) continue;
      since ??= {};
      if (!part.settled?.void) since[condition.rule] = part.since;
    }
    return since;
  }

  /** Copies; undefined: no longer kept. */
  takeChanges(): [identity: string, condition: Condition | undefined][] {
    const changes = [...this.#changed].map(([identity, condition]): [string, Condition | undefined] => [
      identity,
      condition.parts.length > 0 ? structuredClone(condition) : undefined,
    ]);
    this.#changed.clear();
    return changes;
  }

  #of(station: string): Map<string, Condition> {
    let ofStation = this.#byStation.get(station);
    if (!ofStation) {
      ofStation = new Map();
      this.#byStation.set(station, ofStation);
    }
    return ofStation;
  }
}
