// A scenario becomes one script for each station: everything it will do, before any of it is done. The same scenario,
// seed, speed and start give the same bytes.
import type { TownStation } from '../town/profile.ts';
import { seedOf } from '../town/random.ts';
import { Firmware } from './firmware.ts';
import { momentsOf } from './moments.ts';
import type { NamedScenario } from './read-scenario.ts';
import type { StationScript } from './step.ts';
import { Troubles } from './troubles.ts';

export interface Run {
  seed: number;
  /** Milliseconds of the town for each real one. */
  speed: number;
  /** Real time at which the run begins, milliseconds since 1970 UTC. */
  startsAt: number;
}

export function writeScript(scenario: NamedScenario, station: TownStation, run: Run): StationScript {
  const { seed, speed, startsAt } = run;
  const troubles = new Troubles(scenario.troubles, seed, station.id);
  const plan = { scenario, station, troubles, seed };
  const firmware = new Firmware({ ...plan, speed, startsAt, run: runId(scenario.name, run) });
  const steps = firmware.begin();
  for (const moment of momentsOf(plan)) steps.push(...firmware.live(moment));
  steps.push(...firmware.end(scenario.lasts));
  return { station: station.id, steps };
}

/** Part of boot ids: a second run must not take up the numbers of the first. */
export function runId(name: string, { seed, startsAt }: Run): string {
  return `${seedOf(seed, name).toString(36)}-${startsAt.toString(36)}`;
}
