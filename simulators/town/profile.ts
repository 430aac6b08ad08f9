// What a station of the town is like: how many people use it, how much they bring, how well they sort. Drawn once
// from the seed; nothing here changes with time.
import type { Bin, OpeningWindow, Station } from '../../src/model/station.ts';
import { STREAMS, type Stream } from '../../src/model/stream.ts';
import { createLocalTime, type LocalMinute, minuteOfDay } from './local-time.ts';
import { between, createRandom, mixSeed, seedOf } from './random.ts';

export type TownStation = Pick<Station, 'id' | 'bins' | 'zone' | 'reportingMinutes'> & {
  households?: number | undefined;
  openingHours?: readonly OpeningWindow[] | undefined;
  collectionTimes?: readonly string[] | undefined;
};

/** What people bring of a stream, per deposit. */
export interface StreamHabit {
  perHouseholdPerDay: number;
  medianKg: number;
  /** Of the logarithm of the weight. */
  spread: number;
  minKg: number;
  maxKg: number;
  kgPerLitre: number;
}

export const HABITS: Record<Stream, StreamHabit> = {
  food: { perHouseholdPerDay: 0.9, medianKg: 0.95, spread: 0.5, minKg: 0.3, maxKg: 3, kgPerLitre: 0.5 },
  residual: { perHouseholdPerDay: 0.7, medianKg: 0.7, spread: 0.55, minKg: 0.1, maxKg: 4, kgPerLitre: 0.15 },
  recyclable: {
    perHouseholdPerDay: 0.35,
    medianKg: 0.5,
    spread: 0.7,
    minKg: 0.05,
    maxKg: 6,
    kgPerLitre: 0.07,
  },
  hazardous: {
    perHouseholdPerDay: 0.01,
    medianKg: 0.2,
    spread: 0.6,
    minKg: 0.02,
    maxKg: 2,
    kgPerLitre: 0.25,
  },
};

export interface StationProfile {
  id: string;
  seed: number;
  bins: readonly Bin[];
  /** The streams that can be dropped off here. */
  streams: readonly Stream[];
  reportingMinutes: number;
  /** Minutes of the day; empty: always open. */
  openingMinutes: readonly { from: number; to: number }[];
  collectionMinutes: readonly number[];
  /** Households that use the station at all. */
  activeHouseholds: number;
  depositsPerDay: Record<Stream, number>;
  /** Multiplies how often its households sort wrongly. */
  carelessness: number;
  localTime: (minute: number) => LocalMinute;
}

const DEFAULT_COLLECTIONS = ['09:30', '20:45'];
export const HAZARDOUS_COLLECTIONS_PER_DAY = 1 / 7;

/** How full a bin is at its collections, on average: people who find a small station full go elsewhere. */
const MEAN_LEVEL_AT_COLLECTION = 0.55;

export function createProfile(station: TownStation, townSeed: number): StationProfile {
  const seed = seedOf(townSeed, station.id);
  const random = createRandom(seed);
  const households = station.households ?? Math.round(between(random, 90, 190));
  const popularity = between(random, 0.7, 1.3);
  const collectionMinutes = (station.collectionTimes ?? DEFAULT_COLLECTIONS).map(minuteOfDay);
  const perDay = (stream: Stream) =>
    popularity *
    Math.min(
      households * HABITS[stream].perHouseholdPerDay,
      depositsThatFit(stream, station.bins, collectionMinutes.length),
    );
  return {
    id: station.id,
    seed,
    bins: station.bins,
    streams: STREAMS.filter((stream) => station.bins.some((bin) => bin.stream === stream)),
    reportingMinutes: station.reportingMinutes,
    openingMinutes: (station.openingHours ?? []).map(openingMinutes),
    collectionMinutes,
    activeHouseholds: Math.max(1, Math.round(households * between(random, 0.55, 0.85))),
    depositsPerDay: Object.fromEntries(STREAMS.map((stream) => [stream, perDay(stream)])) as Record<
      Stream,
      number
    >,
    carelessness: between(random, 0.55, 1.5),
    localTime: createLocalTime(station.zone),
  };
}

/** The opaque token that the household's card gives. */
export function householdToken(profile: StationProfile, household: number): string {
  const halves = [mixSeed(profile.seed, household), mixSeed(~profile.seed, household)];
  return `hh-${halves.map((half) => half.toString(36).padStart(7, '0')).join('')}`;
}

/** 0..1: how often this household sorts wrongly; most seldom, a few often. */
export function errorRate(profile: StationProfile, household: number): number {
  const luck = createRandom(mixSeed(profile.seed, household))();
  return Math.min(0.6, profile.carelessness * (0.02 + 0.35 * luck ** 3));
}

function depositsThatFit(stream: Stream, bins: readonly Bin[], collectionsPerDay: number): number {
  const { medianKg, kgPerLitre } = HABITS[stream];
  const litres = bins.filter((bin) => bin.stream === stream).reduce((sum, bin) => sum + bin.litres, 0);
  const emptyings = stream === 'hazardous' ? HAZARDOUS_COLLECTIONS_PER_DAY : Math.max(collectionsPerDay, 0.5);
  return (litres * emptyings * MEAN_LEVEL_AT_COLLECTION * kgPerLitre) / medianKg;
}

function openingMinutes({ from, to }: OpeningWindow): { from: number; to: number } {
  return { from: minuteOfDay(from), to: minuteOfDay(to) };
}
