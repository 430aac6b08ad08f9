// A station of the town, minute by minute. Pure: the same seed, state and minute give the same happenings; it
// knows no clock, no network and no frame.
import type { Stream } from '../../src/model/stream.ts';
import { type PlannedItem, planDay } from './day-plan.ts';
import { dropOff } from './deposit.ts';
import type { Happening } from './happening.ts';
import { type LocalMinute, MINUTE_MS } from './local-time.ts';
import type { StationProfile } from './profile.ts';
import { between, createRandom, mixSeed, pickWeighted, poisson, type Random } from './random.ts';
import { depositShare } from './rhythm.ts';
import { readSensors } from './sensor.ts';
import type { StationState } from './station-state.ts';

export interface StationModel {
  profile: StationProfile;
  /**
   * Lives through one minute: changes `state` and tells what happened, in order of time. A minute other than
   * `state.nextMinute` is a jump of the town's clock: what was open is cleared, levels stay.
   */
  step(state: StationState, minute: number): Happening[];
}

/** How many still come outside the opening hours (非时段投放). */
const OUTSIDE_OPENING_HOURS = 0.03;
const BUTTON_PRESSED = 0.88;
/** Levels are read at the end of a minute, after what fell into the bins in it. */
const LAST_DEPOSIT_MS = 56_000;

export function createStationModel(profile: StationProfile): StationModel {
  let plannedDay = Number.NaN;
  let plan = new Map<number, PlannedItem[]>();
  const reportingPhase = profile.seed % profile.reportingMinutes;
  const readingMs = LAST_DEPOSIT_MS + (profile.seed % 3_900);

  function planFor(local: LocalMinute): readonly PlannedItem[] {
    if (local.day !== plannedDay) {
      plan = planDay(profile, local);
      plannedDay = local.day;
    }
    return plan.get(local.minuteOfDay) ?? [];
  }

  return {
    profile,
    step(state, minute) {
      const local = profile.localTime(minute);
      const random = createRandom(mixSeed(profile.seed, minute));
      const start = minute * MINUTE_MS;
      const happenings = minute === state.nextMinute ? [] : clearOpenEvents(state, start);
      for (const item of planFor(local)) happenings.push(...carryOut(state, item, { start, random }));
      const deposits = depositsOfMinute(profile, local, random);
      for (const stream of deposits) {
        const at = start + Math.floor(random() * LAST_DEPOSIT_MS);
        const body = dropOff(profile, state, { stream, weekday: local.weekday, random });
        if (body !== undefined) happenings.push({ type: 'drop-off', at, body });
      }
      if (minute % profile.reportingMinutes === reportingPhase) {
        const body = readSensors(profile, state, { local, random });
        happenings.push({ type: 'fill-level', at: start + readingMs, body });
      }
      state.nextMinute = minute + 1;
      return happenings.length > 1 ? happenings.sort((one, other) => one.at - other.at) : happenings;
    },
  };
}

function clearOpenEvents(state: StationState, at: number): Happening[] {
  const open = state.openEvents;
  state.openEvents = [];
  return open.map((body) => ({ type: 'event', at, body: { ...body, phase: 'cleared' } }));
}

function carryOut(
  state: StationState,
  item: PlannedItem,
  now: { start: number; random: Random },
): Happening[] {
  if (item.kind === 'collection') return collect(state, item, now);
  const { body } = item;
  const others = state.openEvents.filter(({ kind, code }) => kind !== body.kind || code !== body.code);
  // A station that starts in the middle of an event never said that it began.
  if (body.phase === 'cleared' && others.length === state.openEvents.length) return [];
  state.openEvents = body.phase === 'raised' ? [...others, body] : others;
  return [{ type: 'event', at: now.start + Math.floor(now.random() * LAST_DEPOSIT_MS), body }];
}

function collect(
  state: StationState,
  { bins, operator }: Extract<PlannedItem, { kind: 'collection' }>,
  { start, random }: { start: number; random: Random },
): Happening[] {
  const said: Happening[] = [];
  for (const [turn, bin] of bins.entries()) {
    state.litres[bin.id] = bin.litres * between(random, 0, 0.03);
    const at = start + Math.floor(((turn + random()) * LAST_DEPOSIT_MS) / bins.length);
    if (random() < BUTTON_PRESSED) said.push({ type: 'emptied', at, body: { binId: bin.id, operator } });
  }
  return said;
}

/** The streams of the bags that are brought in this minute. */
function depositsOfMinute(profile: StationProfile, local: LocalMinute, random: Random): Stream[] {
  const open = isOpen(profile, local.minuteOfDay) ? 1 : OUTSIDE_OPENING_HOURS;
  const means = profile.streams.map(
    (stream) =>
      open * profile.depositsPerDay[stream] * depositShare(stream, local.weekday, local.minuteOfDay),
  );
  const count = poisson(
    random,
    means.reduce((sum, mean) => sum + mean, 0),
  );
  return Array.from({ length: count }, () => pickWeighted(random, profile.streams, means));
}

function isOpen({ openingMinutes }: StationProfile, minute: number): boolean {
  return openingMinutes.length === 0 || openingMinutes.some(({ from, to }) => minute >= from && minute < to);
}
