// What a station's messages say about how it is set up, there or in the registry: what a technician would change. Pure.
import type { DeliveryView, MessageView, Station } from './answers.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const CLOCK_OFF_MS = 5 * MINUTE_MS;
const MANY_BOOTS = 5;
/** A station is slower than registered from twice the time between two reports on. */
const SLOWER = 2;
const MIN_REPORTS = 6;

export type Hint =
  | { kind: 'no-place' | 'no-depth' | 'two-devices' | 'oversized' | 'hub-dated' }
  | { kind: 'unknown-bin' }
  | { kind: 'silent-bins'; bins: string[] }
  | { kind: 'clock-off'; minutes: number }
  | { kind: 'personal-fields' | 'unknown-fields'; fields: string[] }
  | { kind: 'restarts'; count: number }
  | { kind: 'slower'; minutes: number; registeredMinutes: number };

/** The graver first; `now` in milliseconds since 1970 UTC. */
export function configHints(
  station: Station,
  delivery: DeliveryView,
  { messages, now }: { messages: readonly MessageView[]; now: number },
): Hint[] {
  const { personalFields, unknownFields, rejected, timeSources } = delivery;
  const hints: (Hint | undefined | false)[] = [
    delivery.takeovers > 0 && { kind: 'two-devices' },
    personalFields.length > 0 && { kind: 'personal-fields', fields: personalFields },
    clockOff(delivery.clockOffsetMs),
    (rejected['no-depth'] ?? 0) > 0 && { kind: 'no-depth' },
    (rejected['unknown-bin'] ?? 0) > 0 && { kind: 'unknown-bin' },
    silentBins(station, delivery),
    timeSources.hub > timeSources.station + timeSources.age && { kind: 'hub-dated' },
    restarts(delivery, now),
    slower(station, messages),
    delivery.oversizedPackets > 0 && { kind: 'oversized' },
    undeclared(Object.keys(unknownFields), personalFields),
    (station.latitude === undefined || station.longitude === undefined) && { kind: 'no-place' },
  ];
  return hints.filter((hint): hint is Hint => hint !== undefined && hint !== false);
}

function clockOff(offsetMs: number | undefined): Hint | undefined {
  if (offsetMs === undefined || Math.abs(offsetMs) < CLOCK_OFF_MS) return undefined;
  return { kind: 'clock-off', minutes: Math.round(offsetMs / MINUTE_MS) };
}

/** Of a station that was heard of. */
function silentBins({ bins }: Station, { received }: DeliveryView): Hint | undefined {
  const silent = bins.filter(({ level }) => level === null).map(({ id }) => id);
  return received > 0 && silent.length > 0 ? { kind: 'silent-bins', bins: silent } : undefined;
}

function restarts({ boots }: DeliveryView, now: number): Hint | undefined {
  const count = boots.filter(({ firstReceivedAt }) => now - Date.parse(firstReceivedAt) < DAY_MS).length;
  return count >= MANY_BOOTS ? { kind: 'restarts', count } : undefined;
}

function slower({ reportingMinutes }: Station, messages: readonly MessageView[]): Hint | undefined {
  const times = messages
    .filter(({ type, verdict }) => type === 'fill-level' && verdict === 'accepted')
    .map(({ at, receivedAt }) => Date.parse(at ?? receivedAt))
    .sort((a, b) => a - b);
  if (times.length < MIN_REPORTS) return undefined;
  const gaps = times.slice(1).map((at, place) => at - (times[place] ?? at));
  const medianMs = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const minutes = Math.round(medianMs / MINUTE_MS);
  return minutes < SLOWER * reportingMinutes
    ? undefined
    : { kind: 'slower', minutes, registeredMinutes: reportingMinutes };
}

function undeclared(fields: readonly string[], personal: readonly string[]): Hint | undefined {
  const others = fields.filter((field) => !personal.includes(field));
  return others.length > 0 ? { kind: 'unknown-fields', fields: others } : undefined;
}
