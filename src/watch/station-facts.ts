// What watch is told of stations (投放站) and areas (网格): as the registry has them now. Plain data that goes to watch's
// thread whenever it changes.
import type { Area, Station } from '../model/station.ts';

export type StationFacts = Omit<Station, 'declared'>;
export type AreaFacts = Omit<Area, 'declared'>;

export interface TownChange {
  changed: readonly StationFacts[];
  /** Ids of stations that are no longer in service. */
  removed: readonly string[];
  /** All of them, where any has changed. */
  areas?: readonly AreaFacts[];
}
