// Everything that happens at a station in a scenario, in order of time: its life in the town, what breaks the line,
// what the firmware does wrong. Pure.

import type { Happening } from '../town/happening.ts';
import { MINUTE_MS } from '../town/local-time.ts';
import { createProfile, type StationProfile, type TownStation } from '../town/profile.ts';
import { createStationModel, type StationModel } from '../town/station.ts';
import { createStationState } from '../town/station-state.ts';
import type { Scenario, Trouble, TroubleOf } from './scenario-schema.ts';
import { TroubledSensors } from './sensor-troubles.ts';
import { chance, endOf, type Troubles } from './troubles.ts';

/** `at`: milliseconds of the town since the scenario began. */
export type Moment =
  | { what: 'happening'; at: number; happening: Happening }
  | { what: 'goes-offline' | 'comes-back' | 'is-taken-over' | 'is-hostile' | 'restarts-counter'; at: number }
  | { what: 'reboots'; at: number; loses: number };

export interface Plan {
  scenario: Scenario;
  station: TownStation;
  troubles: Troubles;
  seed: number;
}

export function momentsOf(plan: Plan): Moment[] {
  const { scenario } = plan;
  const inside = ({ at }: Moment) => at >= 0 && at < scenario.lasts;
  return [...lifeOf(plan), ...alarmsOf(plan), ...lineOf(plan)].filter(inside).sort((a, b) => a.at - b.at);
}

function lifeOf({ scenario, station, troubles, seed }: Plan): Moment[] {
  const modelAt = livesOf(createProfile(station, seed), troubles);
  const sensors = new TroubledSensors(station.bins);
  const random = chance(seed, 'sensors', station.id);
  const first = Math.floor(scenario.startsAt / MINUTE_MS);
  const state = createStationState(createProfile(station, seed), first);
  const moments: Moment[] = [];
  for (let minute = first; minute * MINUTE_MS < scenario.startsAt + scenario.lasts; minute++) {
    const now = minute * MINUTE_MS - scenario.startsAt;
    for (const happening of modelAt(now).step(state, minute)) {
      const at = happening.at - scenario.startsAt;
      if (happening.type !== 'fill-level') moments.push({ what: 'happening', at, happening });
      else {
        const body = sensors.read(happening.body, { at, troubles: troubles.activeAt(at), random });
        moments.push({ what: 'happening', at, happening: { ...happening, body } });
      }
    }
  }
  return moments;
}

/** The town's life with and without a crowd and a strike; all of them go on from the same state. */
function livesOf(profile: StationProfile, troubles: Troubles): (at: number) => StationModel {
  const models = new Map<string, StationModel>();
  return (at) => {
    const crowd = troubles.active('crowd', at);
    const strike = troubles.active('strike', at) !== undefined;
    const key = JSON.stringify([crowd, strike]);
    const model = models.get(key) ?? createStationModel(changed(profile, crowd, strike));
    models.set(key, model);
    return model;
  };
}

function changed(
  profile: StationProfile,
  crowd: TroubleOf<'crowd'> | undefined,
  strike: boolean,
): StationProfile {
  const depositsPerDay = { ...profile.depositsPerDay };
  for (const stream of crowd?.streams ?? profile.streams) depositsPerDay[stream] *= crowd?.times ?? 1;
  return { ...profile, depositsPerDay, ...(strike && { collectionMinutes: [] }) };
}

function alarmsOf({ scenario, station, troubles }: Plan): Moment[] {
  return troubles.all('alarm').flatMap(({ event, from, clearAfter, stream }) => {
    const bin = station.bins.find((one) => one.stream === stream);
    const body = { kind: event, ...(bin && { binId: bin.id }) };
    const say = (at: number, phase: 'raised' | 'cleared'): Moment => ({
      what: 'happening',
      at,
      happening: { type: 'event', at: scenario.startsAt + at, body: { ...body, phase } },
    });
    return [say(from, 'raised'), ...(clearAfter === undefined ? [] : [say(from + clearAfter, 'cleared')])];
  });
}

function lineOf(plan: Plan): Moment[] {
  const { troubles, scenario } = plan;
  const gaps = troubles.all('offline').flatMap((gap): Moment[] => [
    { what: 'goes-offline', at: gap.from },
    { what: 'comes-back', at: endOf(gap, scenario.lasts) },
  ]);
  return [
    ...gaps,
    ...troubles
      .all('reboots')
      .flatMap((trouble) =>
        timesOf(trouble, plan).map((at): Moment => ({ what: 'reboots', at, loses: trouble.loses })),
      ),
    ...repeated('is-taken-over', troubles.all('takeovers'), plan),
    ...repeated('is-hostile', troubles.all('hostile'), plan),
    ...repeated('restarts-counter', troubles.all('counter-restarts'), plan),
  ];
}

function repeated(
  what: 'is-taken-over' | 'is-hostile' | 'restarts-counter',
  troubles: readonly (Trouble & { every: number })[],
  plan: Plan,
): Moment[] {
  return troubles.flatMap((trouble) => timesOf(trouble, plan).map((at) => ({ what, at })));
}

/** Once in each period, at a time of its own. */
function timesOf(trouble: Trouble & { every: number }, { scenario, station, seed }: Plan): number[] {
  const random = chance(seed, trouble.kind, 'times', station.id);
  const times: number[] = [];
  for (let start = trouble.from; start < endOf(trouble, scenario.lasts); start += trouble.every)
    times.push(Math.round(start + random() * trouble.every));
  return times.filter((at) => at < endOf(trouble, scenario.lasts));
}
