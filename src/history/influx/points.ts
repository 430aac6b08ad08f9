// Makes points of what the journal holds: measurements, tags, fields with types that never change, and times. It must
// not know how points reach the server. Written for speed: what repeats is escaped once and kept.
import { crc32 } from 'node:zlib';
import type { Entry } from '../../model/entry.ts';
import { HEALTH_FIELDS, type Health, type HealthField } from '../../model/health.ts';
import type {
  BinLevel,
  DropOff,
  Emptied,
  FillLevel,
  FramedReading,
  StationEvent,
  StationStatus,
} from '../../model/reading.ts';
import { alertEventLine, emptyingLine } from './derived-lines.ts';
import { integerText, numberField, stringField, stringText, timeText } from './line-protocol.ts';
import { tagsText } from './tags.ts';

/** So many bins, or boots, are remembered with their escaped text; then it starts again. */
const REMEMBERED = 50_000;

/**
 * A second level of the same bin in one message is that far from the first, for each place in the message: it must
 * not meet the next message, which is 1 ns away.
 */
const APART_NS = 60_013;

interface KnownTags {
  grid: string;
  stream: string;
  text: string;
}

interface Boot {
  /** What its readings add to their millisecond, before their `seq`. */
  offset: number;
  text: string;
}

export class Points {
  readonly #accuracyConfidence: number;
  readonly #tags = new Map<string, Map<string, KnownTags>>();
  readonly #boots = new Map<string, Boot>();
  #bins = 0;

  /** From which confidence on a recognition counts for accuracy. */
  constructor(accuracyConfidence = 0.6) {
    this.#accuracyConfidence = accuracyConfidence;
  }

  /** Of the target `raw`, in the order of the entries. Throws RangeError for what no line can carry. */
  linesOf(entries: readonly Entry[]): string[] {
    const lines: string[] = [];
    for (const entry of entries) this.#add(entry, lines);
    return lines;
  }

  #add(entry: Entry, lines: string[]): void {
    switch (entry.type) {
      case 'drop-off':
        lines.push(this.#dropOff(entry));
        return;
      case 'fill-level':
        this.#addFillLevel(entry, lines);
        return;
      case 'emptied':
        lines.push(this.#emptied(entry));
        return;
      case 'event':
        lines.push(this.#event(entry));
        return;
      case 'status':
        lines.push(statusLine(entry));
        return;
      case 'health':
        addHealth(entry, lines);
        return;
      case 'emptying':
        lines.push(emptyingLine(entry));
        return;
      case 'alert-event':
        lines.push(alertEventLine(entry));
        return;
      case 'rejection':
      case 'replayed':
        return; // No readings: quarantine is state, not history.
    }
  }

  #dropOff(reading: DropOff): string {
    const { weightKg, recognition, household, evidenceId, stream } = reading;
    const decided =
      recognition !== undefined &&
      recognition.stream !== 'unknown' &&
      recognition.confidence >= this.#accuracyConfidence;
    let fields = `decided=${decided ? 1 : 0}i,correct=${decided && recognition.stream === stream ? 1 : 0}i`;
    if (weightKg !== null) fields += `,weight_kg=${weightKg}`;
    if (recognition !== undefined) {
      fields += `,recognised="${recognition.stream}",confidence=${recognition.confidence}`;
      fields += stringField('label', recognition.label);
    }
    fields += stringField('household', household) + stringField('evidence_id', evidenceId);
    return `drop_off${this.#tagsOf(reading, reading.binId, stream)} ${fields}${this.#identity(reading)}`;
  }

  #addFillLevel(reading: FillLevel, lines: string[]): void {
    const identity = this.#identity(reading);
    for (const [place, level] of reading.bins.entries()) {
      const again = isAgain(reading.bins, place);
      const tags = this.#tagsOf(reading, level.binId, level.stream);
      const apart = again ? this.#identity(reading, level.index * APART_NS) : identity;
      lines.push(`fill_level${tags} ${levelFields(level, reading.at)}${apart}`);
    }
    const vitals = numberField('battery_v', reading.batteryV) + numberField('signal_dbm', reading.signalDbm);
    if (vitals === '') return;
    lines.push(`station_vitals${this.#tagsOf(reading, '', '')} ${vitals.slice(1)}${identity}`);
  }

  #emptied(reading: Emptied): string {
    const tags = this.#tagsOf(reading, reading.binId, reading.stream);
    const fields = `${stringField('operator', reading.operator)}${this.#identity(reading)}`;
    return `emptied${tags} ${fields.slice(1)}`;
  }

  #event(reading: StationEvent): string {
    const { kind, phase, code, detail, binId = '' } = reading;
    const fields = `kind="${kind}",phase="${phase}"${stringField('code', code)}${stringField('detail', detail)}`;
    return `station_event${this.#tagsOf(reading, binId, '')} ${fields}${this.#identity(reading)}`;
  }

  /** The fields that tell a reading from every other, and its time. */
  #identity({ bootId, seq, receivedAt, timeSource, at }: FramedReading, apart = 0): string {
    const { offset, text } = this.#bootOf(bootId);
    const time = timeText(at, (offset + seq + apart) % MILLION);
    return `,boot_id=${text},seq=${seq}i,received_ms=${receivedAt}i,time_source="${timeSource}" ${time}`;
  }

  #bootOf(bootId: string): Boot {
    let boot = this.#boots.get(bootId);
    if (!boot) {
      if (this.#boots.size >= REMEMBERED) this.#boots.clear();
      boot = { offset: crc32(bootId), text: stringText(bootId) };
      this.#boots.set(bootId, boot);
    }
    return boot;
  }

  #tagsOf({ station, grid }: FramedReading, bin: string, stream: string): string {
    let ofStation = this.#tags.get(station);
    const known = ofStation?.get(bin);
    if (known && known.grid === grid && known.stream === stream) return known.text;
    if (this.#bins >= REMEMBERED) {
      this.#tags.clear();
      this.#bins = 0;
      ofStation = undefined;
    }
    if (!ofStation) {
      ofStation = new Map();
      this.#tags.set(station, ofStation);
    }
    const text = tagsText({ station, bin, stream, grid });
    if (!known) this.#bins += 1;
    ofStation.set(bin, { grid, stream, text });
    return text;
  }
}

function levelFields(level: BinLevel, atMs: number): string {
  const { fillLevel, quality, index, distanceMm, massKg, temperatureC, lidOpen, tiltDeg } = level;
  let fields = `fill_level=${fillLevel},quality=${quality}i,bin_index=${index}i,newest=${newest(atMs, fillLevel)}i`;
  fields += numberField('distance_mm', distanceMm) + numberField('mass_kg', massKg);
  fields += numberField('temperature_c', temperatureC) + numberField('tilt_deg', tiltDeg);
  return lidOpen === undefined ? fields : `${fields},lid_open=${lidOpen}`;
}

function isAgain(bins: readonly BinLevel[], place: number): boolean {
  for (let before = 0; before < place; before += 1) {
    if (bins[before]?.binId === bins[place]?.binId) return true;
  }
  return false;
}

/**
 * `atMs * 2^20 + fillLevel * 2^20`: the greatest of these is the newest level, of levels of one time the fullest. In
 * two halves: the sum has 61 bits, and BigInt took a third of the time of a line.
 */
export function newest(atMs: number, fillLevel: number): string {
  const share = Math.min(SHARES - 1, Math.max(0, Math.floor(fillLevel * SHARES)));
  const millions = Math.floor(atMs / MILLION);
  const below = (atMs - millions * MILLION) * SHARES + share;
  return integerText(millions * SHARES + Math.floor(below / MILLION), below % MILLION);
}

const SHARES = 2 ** 20;
const MILLION = 1_000_000;

function statusLine(status: StationStatus): string {
  const { station, grid, at, state, connectionId, firmware, configVersion } = status;
  const fields =
    `state="${state}",online=${state === 'online' ? 1 : 0}i${stringField('connection_id', connectionId)}` +
    stringField('firmware', firmware) +
    stringField('config_version', configVersion);
  return `station_status${tagsText({ station, grid })} ${fields} ${timeText(at, 0)}`;
}

function addHealth({ at, fields }: Health, lines: string[]): void {
  let text = '';
  for (const [name, type] of Object.entries(HEALTH_FIELDS)) {
    const value = fields[name as HealthField];
    if (value !== undefined) text += `,${name}=${type === 'integer' ? `${Math.round(value)}i` : value}`;
  }
  if (text !== '') lines.push(`hub_health ${text.slice(1)} ${timeText(at, 0)}`);
}
