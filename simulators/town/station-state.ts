// What a station of the town remembers from minute to minute: all of it, so that it can be stored and go on.
import type { EventBody } from './happening.ts';
import type { StationProfile } from './profile.ts';
import { between, createRandom, mixSeed } from './random.ts';

export interface StationState {
  /** The next minute to live through, since 1970 UTC. */
  nextMinute: number;
  /** What lies in each bin, by bin id. */
  litres: Record<string, number>;
  /** Raised and not cleared yet. */
  openEvents: EventBody[];
}

/** People press it down a little; then it stands beside the bin, where no sensor sees it. */
export const FULLEST_LEVEL = 1.1;

const SALT = 0x57a7e;

export function createStationState(profile: StationProfile, nextMinute: number): StationState {
  const random = createRandom(mixSeed(profile.seed, SALT));
  const litres: Record<string, number> = {};
  for (const bin of profile.bins) litres[bin.id] = bin.litres * between(random, 0.03, 0.4);
  return { nextMinute, litres, openEvents: [] };
}

/** 0 empty .. 1 full .. 1.1 overflowing. */
export function levelOf(state: StationState, bin: { id: string; litres: number }): number {
  return (state.litres[bin.id] ?? 0) / bin.litres;
}
