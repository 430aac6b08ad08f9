// The topic grammar of the station protocol, version 1. The only place that knows it.
import { isId } from '../model/id.ts';

const ROOT = 'waste/v1';
const PREFIX = `${ROOT}/`;

export const UPLINK_TYPES = ['drop-off', 'fill-level', 'emptied', 'event', 'batch', 'status'] as const;
export type UplinkType = (typeof UPLINK_TYPES)[number];
const uplinkTypes: ReadonlySet<string> = new Set(UPLINK_TYPES);

export const DOWNLINK_TYPES = ['rejected', 'config'] as const;
export type DownlinkType = (typeof DOWNLINK_TYPES)[number];
const downlinkTypes: ReadonlySet<string> = new Set(DOWNLINK_TYPES);

export interface UplinkTopic {
  station: string;
  type: UplinkType;
}

/** What a station may publish to; undefined for anything else. */
export function parseUplinkTopic(topic: string): UplinkTopic | undefined {
  if (!topic.startsWith(PREFIX)) return undefined;
  const slash = topic.indexOf('/', PREFIX.length);
  if (slash < 0) return undefined;
  const station = topic.slice(PREFIX.length, slash);
  const type = topic.slice(slash + 1);
  return uplinkTypes.has(type) && isId(station) ? { station, type: type as UplinkType } : undefined;
}

export function uplinkTopic(station: string, type: UplinkType): string {
  return `${PREFIX}${station}/${type}`;
}

/** Where the hub speaks to one station. */
export function downlinkTopic(station: string, type: DownlinkType): string {
  return `${PREFIX}${station}/${type}`;
}

/** Where the hub speaks to all of a grid. */
export function advisoryTopic(grid: string): string {
  return `${PREFIX}areas/${grid}/advisory`;
}

/** What a station may listen to: exact topics of its own, and the advisories of its grids. */
export type StationSubscription =
  | { kind: 'downlink'; station: string; type: DownlinkType }
  | { kind: 'advisory'; grid: string };

export function parseStationSubscription(filter: string): StationSubscription | undefined {
  if (!filter.startsWith(PREFIX)) return undefined;
  const [first = '', second = '', third, ...more] = filter.slice(PREFIX.length).split('/');
  if (more.length > 0) return undefined;
  if (first === 'areas')
    return third === 'advisory' && isId(second) ? { kind: 'advisory', grid: second } : undefined;
  if (third !== undefined || !isId(first) || !downlinkTypes.has(second)) return undefined;
  return { kind: 'downlink', station: first, type: second as DownlinkType };
}

/** Whether every topic that `filter` matches is matched by `granted` as well ([MQTT-4.7]). */
export function filterCovers(granted: string, filter: string): boolean {
  const wide = granted.split('/');
  const narrow = filter.split('/');
  // [MQTT-4.7.2-1]: a wildcard at the beginning does not match `$SYS`.
  if (filter.startsWith('$') && (wide[0] === '#' || wide[0] === '+')) return false;
  for (let level = 0; level < wide.length; level++) {
    if (wide[level] === '#') return true;
    if (narrow[level] === undefined || narrow[level] === '#') return false;
    if (wide[level] !== '+' && wide[level] !== narrow[level]) return false;
  }
  return wide.length === narrow.length;
}
