// One deposit: who brings what, into which bin it goes, what the scale says and what the camera sees. The camera
// looks at the waste, not at the bin: where the two differ, somebody sorted wrongly (or the camera erred).
import type { Bin } from '../../src/model/station.ts';
import { type RecognisedStream, STREAMS, type Stream } from '../../src/model/stream.ts';
import type { DropOffBody } from './happening.ts';
import { errorRate, HABITS, householdToken, type StationProfile } from './profile.ts';
import { between, clamp, normal, pickWeighted, type Random, round } from './random.ts';
import { PAPER_DAYS } from './rhythm.ts';
import { FULLEST_LEVEL, levelOf, type StationState } from './station-state.ts';

const CHANCE = {
  anonymous: 0.12,
  cameraOff: 0.02,
  undetermined: 0.07,
  cameraErrs: 0.015,
  scaleSilent: 0.005,
  turnedAwayByFullBin: 0.6,
} as const;

/** Where a stream lands when it is sorted wrongly. */
const MISTAKES: Record<Stream, Partial<Record<Stream, number>>> = {
  food: { residual: 8, recyclable: 2 },
  residual: { food: 4, recyclable: 5, hazardous: 1 },
  recyclable: { residual: 8, food: 2 },
  hazardous: { residual: 8, recyclable: 2 },
};

const LABELS: Record<Stream, Record<string, number>> = {
  food: { 'kitchen-scraps': 6, 'fruit-peel': 3, bones: 1 },
  residual: { tissue: 4, 'soiled-packaging': 4, 'dry-cell': 1, ceramics: 1 },
  recyclable: { paper: 4, plastic: 4, metal: 1, glass: 1, textiles: 1 },
  hazardous: { medicine: 4, 'light-tube': 2, paint: 1, thermometer: 1 },
};

export interface DepositOccasion {
  /** What is in the bag. */
  stream: Stream;
  weekday: number;
  random: Random;
}

/** Puts the waste into the bin and tells what the station says of it; undefined when a full bin turned them away. */
export function dropOff(
  profile: StationProfile,
  state: StationState,
  occasion: DepositOccasion,
): DropOffBody | undefined {
  const { stream, random } = occasion;
  const household = Math.floor(random() ** 1.5 * profile.activeHouseholds);
  const wrong = random() < errorRate(profile, household);
  const bin = chooseBin(profile, state, wrong ? mistakenStream(profile, stream, random) : stream);
  if (bin === undefined) return undefined;
  if (levelOf(state, bin) >= 1 && random() < CHANCE.turnedAwayByFullBin) return undefined;
  const weightKg = weigh(stream, random);
  const litres = (state.litres[bin.id] ?? 0) + weightKg / HABITS[stream].kgPerLitre;
  state.litres[bin.id] = Math.min(litres, bin.litres * FULLEST_LEVEL);
  return {
    binId: bin.id,
    weightKg: random() < CHANCE.scaleSilent ? null : weightKg,
    ...(random() < CHANCE.cameraOff ? {} : { recognition: recognise(occasion) }),
    ...(random() < CHANCE.anonymous ? {} : { household: householdToken(profile, household) }),
  };
}

function mistakenStream(profile: StationProfile, stream: Stream, random: Random): Stream {
  const others = profile.streams.filter((other) => MISTAKES[stream][other] !== undefined);
  if (others.length === 0) return stream;
  return pickWeighted(
    random,
    others,
    others.map((other) => MISTAKES[stream][other] ?? 0),
  );
}

/** Of several bins of a stream the emptiest. */
function chooseBin(profile: StationProfile, state: StationState, stream: Stream): Bin | undefined {
  let chosen: Bin | undefined;
  for (const bin of profile.bins) {
    if (bin.stream !== stream) continue;
    if (chosen === undefined || levelOf(state, bin) < levelOf(state, chosen)) chosen = bin;
  }
  return chosen;
}

function weigh(stream: Stream, random: Random): number {
  const { medianKg, spread, minKg, maxKg } = HABITS[stream];
  return round(clamp(medianKg * Math.exp(spread * normal(random)), minKg, maxKg), 2);
}

function recognise({ stream, weekday, random }: DepositOccasion): NonNullable<DropOffBody['recognition']> {
  if (random() < CHANCE.undetermined) {
    const guess: RecognisedStream = random() < 0.5 ? 'unknown' : anyStream(random);
    return { stream: guess, confidence: round(between(random, 0.2, 0.59), 2) };
  }
  const seen = random() < CHANCE.cameraErrs ? anyStream(random) : stream;
  const confidence = round(0.99 - 0.35 * random() ** 2, 2);
  const odds = { ...LABELS[seen], ...(seen === 'recyclable' && PAPER_DAYS.has(weekday) ? { paper: 9 } : {}) };
  return { stream: seen, confidence, label: pickWeighted(random, Object.keys(odds), Object.values(odds)) };
}

function anyStream(random: Random): Stream {
  return pickWeighted(random, STREAMS, [1, 1, 1, 1]);
}
