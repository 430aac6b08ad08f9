// All that watch remembers of one station: presence, signs, and its bins. Plain JSON, changed by the journal's entries
// alone, so that it can be made again from the journal. It must not know rules, alerts, nor any clock.
import type { Emptying } from '../model/emptying.ts';
import type { Entry, StationEntry } from '../model/entry.ts';
import { NEVER_HEARD, presenceAfter } from '../model/presence.ts';
import type { Presence } from '../model/present.ts';
import type { DropOff, Emptied, FillLevel, FramedReading } from '../model/reading.ts';
import type { Stream } from '../model/stream.ts';
import {
  type BinIdentity,
  type BinState,
  createBinState,
  type EmptiedClaim,
  type Judged,
  reviveBinState,
} from './bin-state/bin-state.ts';
import { judgeReading, noteEmptiedClaim } from './bin-state/judge-reading.ts';
import type { BinSettings } from './bin-state/settings.ts';
import { noteDeposit } from './bin-state/standing-still.ts';
import { createStationSigns, noteEntry, type StationSigns } from './rules/station-signs.ts';

export interface StationRecord {
  presence: Presence;
  /** Of any accepted message, by the hub's clock. */
  lastMessageAt?: number;
  signs: StationSigns;
  /** In order of id. */
  bins: BinState[];
  /** Ids of bins whose newest level came too late to speak of the present. */
  lateBins: string[];
}

/** What an entry has told of the station. */
export interface Noted {
  /** Judged as they are now, each at most once. */
  bins: BinState[];
  emptyings: Emptying[];
}

/** Told with each level that was judged. */
export type OnLevel = (bin: BinState, reading: FillLevel, judged: Judged) => void;

/** How levels of a stream are judged at the station. */
export type SettingsOf = (stream: Stream) => BinSettings;

const NOTHING: Noted = { bins: [], emptyings: [] };

export function createStationRecord(): StationRecord {
  return { presence: NEVER_HEARD, signs: createStationSigns(), bins: [], lateBins: [] };
}

/** As it was stored. */
export function reviveStationRecord(stored: StationRecord): StationRecord {
  return { ...stored, bins: stored.bins.map(reviveBinState) };
}

export function noteOfStation(
  record: StationRecord,
  entry: StationEntry,
  { settingsOf, onLevel }: { settingsOf: SettingsOf; onLevel?: OnLevel },
): Noted {
  noteEntry(record.signs, entry);
  switch (entry.type) {
    case 'status':
      record.presence = presenceAfter(record.presence, entry);
      heard(record, entry.at);
      return NOTHING;
    case 'rejection':
    case 'replayed':
      return NOTHING;
    default:
      heard(record, entry.receivedAt);
      return noteReading(record, entry, { settingsOf, onLevel });
  }
}

/** The crew's tap; the bin need not have been heard of. */
export function noteCrewClaim(
  record: StationRecord,
  bin: BinIdentity,
  { claim, settings }: { claim: EmptiedClaim; settings: BinSettings },
): Emptying | undefined {
  return noteEmptiedClaim(binOf(record, bin), claim, settings);
}

export function isLate(record: StationRecord, binId: string): boolean {
  return record.lateBins.includes(binId);
}

/** When the hub took the entry in: the time by which it is judged, also when it is read much later. */
export function takenAt(entry: Entry): number {
  return 'receivedAt' in entry ? entry.receivedAt : entry.at;
}

interface Noting {
  settingsOf: SettingsOf;
  onLevel?: OnLevel | undefined;
}

function noteReading(record: StationRecord, reading: FramedReading, noting: Noting): Noted {
  switch (reading.type) {
    case 'fill-level':
      return noteLevels(record, reading, noting);
    case 'drop-off':
      noteDeposit(binOf(record, identityOf(reading)), reading.at);
      return NOTHING;
    case 'emptied':
      return noteEmptied(record, reading, noting);
    case 'event':
      return NOTHING;
  }
}

function noteLevels(record: StationRecord, reading: FillLevel, { settingsOf, onLevel }: Noting): Noted {
  const noted: Noted = { bins: [], emptyings: [] };
  const { station, grid } = reading;
  for (const level of reading.bins) {
    const bin = binOf(record, { station, grid, binId: level.binId, stream: level.stream });
    const judged = judgeReading(bin, { stamp: reading, level }, settingsOf(level.stream));
    onLevel?.(bin, reading, judged);
    if (judged.flag === 'outdated') continue;
    noteLate(record, level.binId, reading.late === true);
    noted.bins.push(bin);
    if (judged.emptied) noted.emptyings.push(judged.emptied);
  }
  return noted;
}

function noteEmptied(record: StationRecord, reading: Emptied, { settingsOf }: Noting): Noted {
  const bin = binOf(record, identityOf(reading));
  const { at, receivedAt, operator } = reading;
  const claim: EmptiedClaim = {
    at,
    receivedAt,
    source: 'message',
    ...(operator !== undefined && { operator }),
  };
  const emptying = noteEmptiedClaim(bin, claim, settingsOf(bin.stream));
  return { bins: [bin], emptyings: emptying ? [emptying] : [] };
}

function noteLate(record: StationRecord, binId: string, late: boolean): void {
  if (late === isLate(record, binId)) return;
  record.lateBins = late ? [...record.lateBins, binId] : record.lateBins.filter((id) => id !== binId);
}

function identityOf({ station, grid, binId, stream }: DropOff | Emptied): BinIdentity {
  return { station, grid, binId, stream };
}

function binOf(record: StationRecord, identity: BinIdentity): BinState {
  const known = record.bins.find(({ binId }) => binId === identity.binId);
  if (known) return known;
  const bin = createBinState(identity);
  record.bins.push(bin);
  record.bins.sort((a, b) => (a.binId < b.binId ? -1 : 1));
  return bin;
}

function heard(record: StationRecord, at: number): void {
  record.lastMessageAt = Math.max(record.lastMessageAt ?? at, at);
}
