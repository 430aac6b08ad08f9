// What the journal told of a station besides levels: hazards, the offsets of its clock, rejections, takeovers. Plain
// data that survives a restart; changed in place by `noteEntry`, in the order of the journal.
import type { Entry } from '../../model/entry.ts';
import type { EventKind, FramedReading, StationEvent, StationStatus } from '../../model/reading.ts';
import { addToHour, createHourCount, type HourCount } from './hour-count.ts';

/** The newest word about one kind of event at one bin, or at the station. */
export interface EventSign {
  kind: EventKind;
  phase: 'raised' | 'cleared';
  binId?: string;
  code?: string;
  at: number;
  receivedAt: number;
  bootId: string;
  seq: number;
}

export interface StationSigns {
  events: EventSign[];
  /** Station's clock minus the hub's, of the last live readings; the newest last. */
  clockOffsetsMs: number[];
  rejections: HourCount;
  /** Connections that took the place of a living one. */
  takeovers: HourCount;
  /** The connection that stands now, as far as statuses tell. */
  connectionId?: string;
  /** Undeclared fields that look personal, as counted at the door so far, and when that count last grew. */
  personalFields: Record<string, number>;
  personalFieldsAt?: number;
}

/** By station, then by name of the field. */
export type PersonalFieldCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** As many must agree before a clock is called wrong, as at the door. */
const OFFSETS = 5;

export function createStationSigns(): StationSigns {
  return {
    events: [],
    clockOffsetsMs: [],
    rejections: createHourCount(),
    takeovers: createHourCount(),
    personalFields: {},
  };
}

export function noteEntry(signs: StationSigns, entry: Entry): void {
  switch (entry.type) {
    case 'event':
      noteEvent(signs, entry);
      noteOffset(signs, entry);
      break;
    case 'drop-off':
    case 'fill-level':
    case 'emptied':
      noteOffset(signs, entry);
      break;
    case 'status':
      noteStatus(signs, entry);
      break;
    case 'rejection':
      addToHour(signs.rejections, entry.receivedAt);
      break;
    default:
  }
}

/** What the door has counted of fields that look personal; they never pass it, so the journal does not know. */
export function notePersonalFields(
  signs: StationSigns,
  counts: Readonly<Record<string, number>>,
  now: number,
): void {
  const grew = Object.entries(counts).some(([name, count]) => count > (signs.personalFields[name] ?? 0));
  if (grew) signs.personalFieldsAt = now;
  signs.personalFields = { ...counts };
}

/** A person says that the danger is over: what is known up to then no longer raises. */
export function clearHazards(signs: StationSigns): void {
  for (const event of signs.events) event.phase = 'cleared';
}

/** The newest word counts, by number within a boot, else by time: hazards raise whatever their age. */
function noteEvent(signs: StationSigns, event: StationEvent): void {
  const { kind, phase, binId, code, at, receivedAt, bootId, seq } = event;
  const index = signs.events.findIndex((known) => known.kind === kind && known.binId === binId);
  const known = signs.events[index];
  if (known && isOlder(event, known)) return;
  const sign: EventSign = {
    kind,
    phase,
    ...(binId !== undefined && { binId }),
    ...(code !== undefined && { code }),
    at: phase === 'raised' && known?.phase === 'raised' ? known.at : at,
    receivedAt,
    bootId,
    seq,
  };
  if (known) signs.events[index] = sign;
  else signs.events.push(sign);
}

function isOlder(event: StationEvent, known: EventSign): boolean {
  return event.bootId === known.bootId ? event.seq < known.seq : event.at < known.at;
}

function noteOffset(signs: StationSigns, reading: FramedReading): void {
  if (reading.late) return;
  signs.clockOffsetsMs.push((reading.observedAt ?? reading.at) - reading.receivedAt);
  if (signs.clockOffsetsMs.length > OFFSETS) signs.clockOffsetsMs.shift();
}

/** A connection that is replaced leaves no will: another online one while one stands is a takeover. */
function noteStatus(signs: StationSigns, { state, connectionId, at }: StationStatus): void {
  if (state === 'offline') {
    if (signs.connectionId === connectionId) delete signs.connectionId;
    return;
  }
  if (signs.connectionId !== undefined && signs.connectionId !== connectionId) addToHour(signs.takeovers, at);
  signs.connectionId = connectionId;
}
