// What is fixed for a station's day before it begins: when the crew comes (about on time, now and then not at all)
// and what goes wrong with the machine. A fire never happens by itself.
import type { Bin } from '../../src/model/station.ts';
import type { EventBody } from './happening.ts';
import type { StationProfile } from './profile.ts';
import { between, clamp, createRandom, mixSeed, normal, pickWeighted, type Random } from './random.ts';

export interface Collection {
  kind: 'collection';
  minuteOfDay: number;
  bins: readonly Bin[];
  operator: string;
}

export interface PlannedEvent {
  kind: 'event';
  minuteOfDay: number;
  body: EventBody;
}

export type PlannedItem = Collection | PlannedEvent;

export interface LocalDay {
  /** Days since 1970 in local time. */
  day: number;
  /** 0 Sunday .. 6 Saturday. */
  weekday: number;
}

const MISSED_COLLECTION = 0.04;
const DOOR_OPEN_PER_DAY = 0.07;
const FAULT_PER_DAY = 0.03;
const FRIDAY = 5;
const LAST_MINUTE = 1439;
const SALT = 0xda71;

/** By minute of the day. */
export function planDay(profile: StationProfile, { day, weekday }: LocalDay): Map<number, PlannedItem[]> {
  const random = createRandom(mixSeed(profile.seed ^ SALT, day));
  const items: PlannedItem[] = [];
  for (const [turn, planned] of profile.collectionMinutes.entries()) {
    const collection = planCollection(profile, planned, random);
    const bins = profile.bins.filter(({ stream }) => isDue(stream, weekday, turn));
    if (random() >= MISSED_COLLECTION && bins.length > 0) items.push({ ...collection, bins });
  }
  if (random() < DOOR_OPEN_PER_DAY) items.push(...doorOpen(random));
  if (random() < FAULT_PER_DAY) items.push(...fault(random));
  return byMinute(items);
}

/** Hazardous waste leaves once a week, the rest at every turn. */
function isDue(stream: Bin['stream'], weekday: number, turn: number): boolean {
  return stream !== 'hazardous' || (weekday === FRIDAY && turn === 0);
}

function planCollection(profile: StationProfile, planned: number, random: Random): Collection {
  const late = clamp(normal(random) * 12, -35, 45);
  return {
    kind: 'collection',
    minuteOfDay: clamp(Math.round(planned + late), 0, LAST_MINUTE),
    bins: profile.bins,
    operator: `crew-${Math.floor(between(random, 1, 5))}`,
  };
}

function doorOpen(random: Random): PlannedEvent[] {
  return raisedThenCleared(
    { kind: 'door-open', phase: 'raised' },
    between(random, 420, 1300),
    between(random, 2, 10),
  );
}

function fault(random: Random): PlannedEvent[] {
  const code = pickWeighted(random, ['camera-dirty', 'scale-drift', 'printer-jam'], [3, 2, 1]);
  return raisedThenCleared(
    { kind: 'fault', phase: 'raised', code },
    between(random, 60, 1200),
    between(random, 20, 180),
  );
}

function raisedThenCleared(body: EventBody, from: number, minutes: number): PlannedEvent[] {
  const start = Math.floor(from);
  const end = Math.min(LAST_MINUTE, start + Math.ceil(minutes));
  return [
    { kind: 'event', minuteOfDay: start, body },
    { kind: 'event', minuteOfDay: end, body: { ...body, phase: 'cleared' } },
  ];
}

function byMinute(items: readonly PlannedItem[]): Map<number, PlannedItem[]> {
  const plan = new Map<number, PlannedItem[]>();
  for (const item of items) plan.set(item.minuteOfDay, [...(plan.get(item.minuteOfDay) ?? []), item]);
  return plan;
}
