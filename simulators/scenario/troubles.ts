// Which troubles of a scenario a station has, and which of them it has at a time of the run. Who is hit hangs on the
// seed and the station alone.
import { createRandom, type Random, seedOf } from '../town/random.ts';
import type { Trouble, TroubleOf } from './scenario-schema.ts';

export class Troubles {
  readonly #own: readonly Trouble[];

  constructor(troubles: readonly Trouble[], seed: number, station: string) {
    this.#own = troubles.filter(
      ({ share, group }, place) => createRandom(seedOf(seed, group ?? place, station))() < share,
    );
  }

  /** `at`: milliseconds of the town since the scenario began. */
  active<Kind extends Trouble['kind']>(kind: Kind, at: number): TroubleOf<Kind> | undefined {
    return this.all(kind).find((trouble) => isActive(trouble, at));
  }

  activeAt(at: number): Trouble[] {
    return this.#own.filter((trouble) => isActive(trouble, at));
  }

  all<Kind extends Trouble['kind']>(kind: Kind): TroubleOf<Kind>[] {
    return this.#own.filter((trouble): trouble is TroubleOf<Kind> => trouble.kind === kind);
  }
}

export function endOf({ from, for: lasts }: Trouble, scenarioEnd: number): number {
  return Math.min(scenarioEnd, lasts === undefined ? scenarioEnd : from + lasts);
}

export function chance(seed: number, ...purpose: (string | number)[]): Random {
  return createRandom(seedOf(seed, ...purpose));
}

function isActive({ from, for: lasts }: Trouble, at: number): boolean {
  return at >= from && (lasts === undefined || at < from + lasts);
}
