// A checked message of a registered station becomes a reading: bins looked up, streams stamped, distances turned
// into levels. What the registry does not know is refused, bin by bin. Pure.
import type { BinLevel, FramedReading, Stamp } from '../model/reading.ts';
import type { RejectionReason } from '../model/rejection.ts';
import type { Bin } from '../model/station.ts';
import type { DropOffMessage } from '../protocol/drop-off.ts';
import type { EmptiedMessage } from '../protocol/emptied.ts';
import type { EventMessage } from '../protocol/event.ts';
import type { BinLevelMessage, FillLevelMessage } from '../protocol/fill-level.ts';
import type { RegisteredStation } from '../registry/registry.ts';
import type { CheckedMessage } from './check-shape.ts';
import { levelOf, levelQuality } from './level.ts';
import { plainText } from './plain-text.ts';

export interface Refusal {
  reason: RejectionReason;
  path: string;
  expected: string;
  /** Place of the refused bin in `bins`. */
  index?: number;
}

export interface Read {
  /** Absent when nothing of the message could be accepted. */
  reading?: FramedReading;
  refusals: Refusal[];
}

export type HashHousehold = (token: string, at: number) => string | undefined;

const NO_REFUSALS: Refusal[] = [];

export function toReading(
  checked: CheckedMessage,
  stamp: Stamp,
  station: RegisteredStation,
  hashHousehold: HashHousehold,
): Read {
  switch (checked.type) {
    case 'drop-off':
      return readDropOff(checked.message, stamp, station, hashHousehold);
    case 'fill-level':
      return readFillLevel(checked.message, stamp, station);
    case 'emptied':
      return readEmptied(checked.message, stamp, station);
    case 'event':
      return readEvent(checked.message, stamp, station);
  }
}

function readDropOff(
  message: DropOffMessage,
  stamp: Stamp,
  station: RegisteredStation,
  hash: HashHousehold,
): Read {
  const bin = station.binsById.get(message.binId);
  if (!bin) return { refusals: [unknownBin('binId', station)] };
  const reading: FramedReading = {
    type: 'drop-off',
    ...stamp,
    binId: bin.id,
    stream: bin.stream,
    weightKg: message.weightKg,
  };
  const { recognition, household, evidenceId } = message;
  if (recognition) {
    reading.recognition = { stream: recognition.stream, confidence: recognition.confidence };
    if (recognition.label !== undefined) reading.recognition.label = plainText(recognition.label);
  }
  const hashed = household === undefined ? undefined : hash(household, stamp.at);
  if (hashed !== undefined) reading.household = hashed;
  if (evidenceId !== undefined) reading.evidenceId = evidenceId;
  return { reading, refusals: NO_REFUSALS };
}

function readFillLevel(message: FillLevelMessage, stamp: Stamp, station: RegisteredStation): Read {
  const bins: BinLevel[] = [];
  let refusals = NO_REFUSALS;
  for (let index = 0; index < message.bins.length; index++) {
    const level = readLevel(message.bins[index] as BinLevelMessage, index, station);
    if ('reason' in level) refusals = [...refusals, level];
    else bins.push(level);
  }
  if (bins.length === 0) return { refusals };
  const reading: FramedReading = { type: 'fill-level', ...stamp, bins };
  if (message.batteryV !== undefined) reading.batteryV = message.batteryV;
  if (message.signalDbm !== undefined) reading.signalDbm = message.signalDbm;
  return { reading, refusals };
}

function readLevel(message: BinLevelMessage, index: number, station: RegisteredStation): BinLevel | Refusal {
  const bin = station.binsById.get(message.binId);
  if (!bin) return { ...unknownBin(`bins[${index}].binId`, station), index };
  const fillLevel = levelOf(message, bin);
  if (fillLevel === undefined) return { ...noDepth(index, bin), index };
  const { distanceMm, massKg, temperatureC, lidOpen, tiltDeg } = message;
  const level: BinLevel = {
    index,
    binId: bin.id,
    stream: bin.stream,
    fillLevel,
    quality: levelQuality(message, fillLevel),
  };
  if (distanceMm !== undefined) level.distanceMm = distanceMm;
  if (massKg !== undefined) level.massKg = massKg;
  if (temperatureC !== undefined) level.temperatureC = temperatureC;
  if (lidOpen !== undefined) level.lidOpen = lidOpen;
  if (tiltDeg !== undefined) level.tiltDeg = tiltDeg;
  return level;
}

function readEmptied(message: EmptiedMessage, stamp: Stamp, station: RegisteredStation): Read {
  const bin = station.binsById.get(message.binId);
  if (!bin) return { refusals: [unknownBin('binId', station)] };
  const reading: FramedReading = { type: 'emptied', ...stamp, binId: bin.id, stream: bin.stream };
  if (message.operator !== undefined) reading.operator = message.operator;
  return { reading, refusals: NO_REFUSALS };
}

/** A fire is a fire, also in a bin that nobody registered: an event is never refused for its bin. */
function readEvent(message: EventMessage, stamp: Stamp, station: RegisteredStation): Read {
  const { kind, phase, code, binId, detail } = message;
  const reading: FramedReading = { type: 'event', ...stamp, kind, phase };
  if (code !== undefined) reading.code = plainText(code);
  if (binId !== undefined && station.binsById.has(binId)) reading.binId = binId;
  if (detail !== undefined) reading.detail = plainText(detail);
  return { reading, refusals: NO_REFUSALS };
}

function unknownBin(path: string, station: RegisteredStation): Refusal {
  const known = station.bins.map((bin) => bin.id).join(', ');
  return { reason: 'unknown-bin', path, expected: `one of ${known || '(no bin is registered)'}` };
}

function noDepth(index: number, bin: Bin): Refusal {
  const expected = `fillLevel, or a depth registered for bin ${bin.id}`;
  return { reason: 'no-depth', path: `bins[${index}].distanceMm`, expected };
}
