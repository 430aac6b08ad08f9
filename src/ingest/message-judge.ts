// Judges one framed message: shape, time, ledger, registry, in that order. It decides and writes nothing down but
// counts; the ledger learns of the message when its entries are applied.

import type { FramedReading } from '../model/reading.ts';
import type { Rejection } from '../model/rejection.ts';
import { type Frame, readFrame } from '../protocol/frame.ts';
import { type FramedType, isFramedType } from '../protocol/index.ts';
import type { RegisteredStation } from '../registry/registry.ts';
import { type AssignedTime, assignTime, EARLIEST_TIME } from './assign-time.ts';
import { type CheckedMessage, checkShape, type ShapeFault } from './check-shape.ts';
import { type JudgedAgain, judgeAgain } from './judge-again.ts';
import { AcceptedMessage, type Arrival, type Judged, NOTHING, nothingJudged } from './judged.ts';
import { isOld, isOutdated, type TimeBounds } from './late.ts';
import { rejectionOfParsed } from './rejection-of.ts';
import { stampOf } from './stamp-of.ts';
import type { StationMemory } from './station-memory.ts';
import { type Refusal, toReading } from './to-reading.ts';

/** A message that may yet be refused. */
interface Submitted {
  type: FramedType | 'unknown';
  value: unknown;
  /** Absent when it cannot be read. */
  frame: Frame | undefined;
  arrival: Arrival;
}

const DAY_MS = 86_400_000;

type Hash = (token: string, at: number) => string | undefined;

export class MessageJudge {
  readonly #bounds: TimeBounds;
  readonly #hashHousehold: Hash;

  constructor(bounds: TimeBounds, hashHousehold: Hash) {
    this.#bounds = bounds;
    this.#hashHousehold = hashHousehold;
  }

  judge(type: FramedType, value: unknown, arrival: Arrival): Judged {
    const { memory } = arrival;
    const shape = checkShape(type, value, (name) => memory.counters.unknownField(name));
    if (shape.ok) return this.#judgeChecked(shape.checked, value, arrival);
    return this.#judgeMisshapen(type, value, shape.fault, arrival);
  }

  /** One of a batch: an object with its `type` beside the message's own fields. */
  judgeElement(element: unknown, arrival: Arrival): Judged {
    const { type, ...value } = Object(element) as Record<string, unknown>;
    if (isFramedType(type)) return this.judge(type, value, arrival);
    const fault = { path: 'type', expected: 'drop-off, fill-level, emptied or event' };
    return this.#judgeMisshapen('unknown', value, fault, arrival);
  }

  /** A refused message again, past the ledger, as of its original arrival. */
  judgeAgain(
    rejection: Rejection,
    station: RegisteredStation,
    memory: StationMemory,
    now: number,
  ): JudgedAgain {
    const outdated = (reading: FramedReading) => isOutdated(reading, memory.present);
    return judgeAgain(rejection, { station, bounds: this.#bounds, now, isOutdated: outdated });
  }

  #judgeMisshapen(type: Submitted['type'], value: unknown, fault: ShapeFault, arrival: Arrival): Judged {
    const frame = readFrame(value);
    if (frame && arrival.memory.ledger.judge(frame, arrival.receivedAt) === 'duplicate')
      return this.#duplicate(type, frame, arrival);
    return this.#refuse({ type, value, frame, arrival }, [{ reason: 'bad-shape', ...fault }]);
  }

  #judgeChecked(checked: CheckedMessage, value: unknown, arrival: Arrival): Judged {
    const { type, message } = checked;
    const { memory, receivedAt, station } = arrival;
    const known = memory.ledger.judge(message, receivedAt);
    if (known === 'duplicate') return this.#duplicate(type, message, arrival);
    const submitted: Submitted = { type, value, frame: message, arrival };
    if (known !== 'new') return this.#refuse(submitted, [{ reason: known, ...LEDGER_FAULTS[known] }]);
    const time = assignTime(message, receivedAt, this.#bounds.clockAheadMs);
    if (receivedAt - time.at > this.#bounds.tooLateMs) {
      const expected = `not older than ${this.#bounds.tooLateMs / DAY_MS} days`;
      return this.#refuse(submitted, [{ reason: 'too-late', path: 'observedAt', expected }]);
    }
    this.#watchClock(message, time, arrival);
    const stamp = stampOf(message, time, arrival);
    const { reading, refusals } = toReading(checked, stamp, station, this.#hashHousehold);
    if (!reading) return this.#refuse(submitted, refusals);
    if (this.#isLate(reading, message, arrival)) reading.late = true;
    const rejections = refusals.map((refusal) => this.#rejection(submitted, refusal));
    return {
      verdict: 'accepted',
      type,
      entries: rejections.length > 0 ? [reading, ...rejections] : [reading],
      outcome: arrival.heard ? { accepted: new AcceptedMessage(checked, reading, arrival.singly) } : NOTHING,
      recent: recentOf(reading, message.observedAt, rejections[0]),
    };
  }

  #watchClock(frame: Frame, { timeSource }: AssignedTime, { memory, receivedAt, singly }: Arrival): void {
    const offsetMs = frame.observedAt - (receivedAt - (frame.ageMs ?? 0));
    const isSet = frame.observedAt >= EARLIEST_TIME;
    if (isSet && (singly || frame.ageMs !== undefined)) memory.counters.clockOffset(offsetMs);
    memory.clock.note(offsetMs, singly && timeSource === 'station');
  }

  #isLate(reading: FramedReading, frame: Frame, { memory, receivedAt }: Arrival): boolean {
    const isOldByClock = isOld(reading, receivedAt, this.#bounds);
    const clockIsOff = isOldByClock && frame.ageMs === undefined && memory.clock.isSteady;
    return (isOldByClock && !clockIsOff) || isOutdated(reading, memory.present);
  }

  #duplicate(type: string, { bootId, seq, observedAt }: Frame, { memory, receivedAt }: Arrival): Judged {
    memory.counters.count('duplicates');
    const recent = { receivedAt, type, verdict: 'duplicate', bootId, seq, observedAt } as const;
    return { ...nothingJudged('duplicate', type), recent };
  }

  #refuse(submitted: Submitted, refusals: Refusal[]): Judged {
    const { type, frame, arrival } = submitted;
    const entries = refusals.map((refusal) => this.#rejection(submitted, refusal));
    const { reason, path, expected } = entries[0] ?? NO_FAULT;
    const { bootId, seq, observedAt } = frame ?? NO_FRAME;
    const facts = { bootId, seq, observedAt, reason, path, expected };
    const recent = { receivedAt: arrival.receivedAt, type, verdict: 'rejected', ...facts } as const;
    return { verdict: 'rejected', type, entries, outcome: NOTHING, recent };
  }

  #rejection({ type, value, frame, arrival }: Submitted, refusal: Refusal): Rejection {
    const { receivedAt, place, station } = arrival;
    const at = frame ? assignTime(frame, receivedAt, this.#bounds.clockAheadMs).at : receivedAt;
    const hashHousehold = (token: string) => this.#hashHousehold(token, at);
    const path = place === undefined ? refusal.path : pathInBatch(place, refusal.path);
    const facts = { station: station.id, type, value, frame, hashHousehold, ...refusal, path };
    return rejectionOfParsed(facts, arrival);
  }
}

const LEDGER_FAULTS = {
  'seq-reused': {
    path: 'seq',
    expected: 'a number not used before in this boot: the counter has started again',
  },
  'seq-gaps': {
    path: 'seq',
    expected: 'numbers that follow one another: there are too many holes in this boot',
  },
  'too-many-boots': { path: 'bootId', expected: 'fewer boots: the hub remembers no more of them' },
} as const;

function pathInBatch(place: number, path: string): string {
  return path ? `[${place}].${path}` : `[${place}]`;
}

function recentOf(
  reading: FramedReading,
  observedAt: number,
  rejection: Rejection | undefined,
): Judged['recent'] {
  const { receivedAt, type, bootId, seq, at, timeSource, late } = reading;
  const { reason, path, expected } = rejection ?? NO_FAULT;
  return {
    receivedAt,
    type,
    verdict: 'accepted',
    bootId,
    seq,
    observedAt,
    at,
    timeSource,
    late,
    reason,
    path,
    expected,
  };
}

const NO_FAULT: Partial<Rejection> = Object.freeze({});
const NO_FRAME: Partial<Frame> = Object.freeze({});
