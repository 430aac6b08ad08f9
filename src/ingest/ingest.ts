// The door. Every message is judged here: bytes, shape, registry, time, ledger; then the outcome goes into the
// journal, and only when it is on disk does the caller hear of it. It must not know who brought the message.
import type { Verdict } from '../model/delivery.ts';
import { type Principal, speaksFor } from '../model/principal.ts';
import type { StationStatus } from '../model/reading.ts';
import type { Rejection } from '../model/rejection.ts';
import { batchSchema } from '../protocol/batch.ts';
import { statusFields, statusSchema } from '../protocol/status.ts';
import { parseUplinkTopic, UPLINK_TYPES, type UplinkTopic } from '../protocol/topics.ts';
import type { Registry } from '../registry/registry.ts';
import { faultOf } from './check-shape.ts';
import { decode } from './decode.ts';
import type { Door, IncomingMessage, MessageVerdict, Outcome } from './door.ts';
import type { HubMemory } from './hub-memory.ts';
import type { JournalGate } from './journal-gate.ts';
import type { Arrival, Judged } from './judged.ts';
import type { MessageJudge } from './message-judge.ts';
import { plainText } from './plain-text.ts';
import { type RejectionFacts, rejectionOf } from './rejection-of.ts';
import type { StationMemory } from './station-memory.ts';
import { eachUndeclaredField } from './undeclared-fields.ts';

export interface IngestOptions {
  registry: Pick<Registry, 'station'>;
  gate: JournalGate;
  memory: HubMemory;
  judge: MessageJudge;
  maxPayloadBytes: number;
  /** Rejections a second that quarantine keeps of one station; the rest is counted. */
  rejectionsPerSecond: number;
  /** The hub itself failed over a message. */
  onFault: (error: Error) => void;
  /** Called for each rejection, kept or not. */
  onRejection: (rejection: Rejection, kept: boolean) => void;
  /** Called for each message, with what became of it. */
  onVerdict: (type: string, verdict: Verdict) => void;
}

type Answer = (error: Error | undefined, outcome: Outcome) => void;

const SHUT = 'cannot accept messages: the journal takes nothing at the moment';
const TOPICS = `waste/v1/{station}/ and one of ${UPLINK_TYPES.join(', ')}`;

export class Ingest implements Door {
  readonly #options: IngestOptions;

  constructor(options: IngestOptions) {
    this.#options = options;
  }

  get open(): boolean {
    return this.#options.gate.open;
  }

  receive(message: IncomingMessage, done: Answer): void {
    const { gate } = this.#options;
    const judged = this.open ? this.#judgeOrFail(message) : new Error(SHUT);
    // Also what failed goes through the journal, for its order.
    if (judged instanceof Error) gate.append([], () => done(judged, {}));
    else appendTo(gate, judged, done);
  }

  #judgeOrFail(message: IncomingMessage): Judged | Error {
    try {
      const judged = this.#judge(message);
      return message.answered ? withVerdict(judged) : judged;
    } catch (error) {
      this.#options.onFault(error as Error);
      return error as Error;
    }
  }

  #judge(message: IncomingMessage): Judged {
    const topic = parseUplinkTopic(message.topic);
    const sender = senderOf(message.principal, topic);
    if (!topic) return this.#refuse(message, sender, { reason: 'unknown-topic', expected: TOPICS });
    const station = this.#options.registry.station(topic.station);
    if (!station || !speaksFor(message.principal, topic.station)) {
      const whose = message.principal.kind === 'gateway' ? `a station that ${sender} speaks for` : sender;
      return this.#refuse(message, sender, { reason: 'wrong-station', expected: `a topic of ${whose}` });
    }
    const decoded = decode(message.payload, this.#options.maxPayloadBytes);
    if (!decoded.ok)
      return this.#refuse(message, sender, { reason: decoded.reason, expected: decoded.expected });
    const memory = this.#options.memory.station(station.id);
    const arrival: Arrival = {
      station,
      memory,
      topic: message.topic,
      receivedAt: message.receivedAt,
      heard: message.heard,
      singly: true,
    };
    if (topic.type === 'status') return this.#judgeStatus(message, arrival, decoded.value);
    if (topic.type === 'batch') return this.#judgeBatch(message, arrival, decoded.value);
    const { type } = topic;
    return this.#attempt((judge) => judge.judge(type, decoded.value, arrival), message, memory);
  }

  /** Element after element, each applied before the next is judged: a batch may hold a message twice. */
  #judgeBatch(message: IncomingMessage, arrival: Arrival, value: unknown): Judged {
    const parsed = batchSchema.safeParse(value);
    if (!parsed.success)
      return this.#refuse(message, arrival.station.id, { reason: 'bad-shape', ...faultOf(parsed.error) });
    const elements = parsed.data.map((element, place) => {
      const ofBatch = { ...arrival, singly: false, place };
      return this.#attempt((judge) => judge.judgeElement(element, ofBatch), message, arrival.memory);
    });
    const accepted = elements.flatMap(({ outcome }) =>
      outcome.accepted === undefined ? [] : [outcome.accepted],
    );
    const outcome = accepted.length > 0 ? { accepted } : {};
    return {
      verdict: 'accepted',
      type: 'batch',
      entries: elements.flatMap(({ entries }) => entries),
      outcome,
    };
  }

  #judgeStatus(message: IncomingMessage, arrival: Arrival, value: unknown): Judged {
    const { station, memory, receivedAt } = arrival;
    eachUndeclaredField(value, statusFields, (name) => memory.counters.unknownField(name));
    const parsed = statusSchema.safeParse(value);
    if (!parsed.success)
      return this.#refuse(message, station.id, { reason: 'bad-shape', ...faultOf(parsed.error) });
    const { state, connectionId, firmware, configVersion } = parsed.data;
    const recent = { receivedAt, type: 'status', verdict: 'accepted' } as const;
    const stale = memory.present.isStale(state, connectionId);
    const entry: StationStatus = {
      type: 'status',
      station: station.id,
      grid: station.grid,
      at: receivedAt,
      state,
      connectionId,
    };
    if (firmware !== undefined) entry.firmware = plainText(firmware);
    if (configVersion !== undefined) entry.configVersion = plainText(configVersion);
    const entries = stale ? [] : [entry];
    const outcome = stale ? {} : { accepted: parsed.data, retain: true };
    return this.#settle({ verdict: 'accepted', type: 'status', entries, outcome, recent }, message, memory);
  }

  /** A fault of the hub's own must not cost the station its connection: the message is kept as refused, and logged. */
  #attempt(judge: (judge: MessageJudge) => Judged, message: IncomingMessage, memory: StationMemory): Judged {
    let judged: Judged;
    try {
      judged = judge(this.#options.judge);
    } catch (error) {
      this.#options.onFault(error as Error);
      return this.#refuse(message, memory.station, {
        reason: 'bad-shape',
        expected: 'a message that this hub can handle',
      });
    }
    return this.#settle(judged, message, memory);
  }

  /** Nothing of the message can be read: only what is known from outside is kept. */
  #refuse(message: IncomingMessage, station: string, facts: Omit<RejectionFacts, 'station'>): Judged {
    const rejection = rejectionOf({ station, ...facts }, message);
    const { receivedAt, reason, path, expected } = rejection;
    const type = parseUplinkTopic(message.topic)?.type ?? 'unknown';
    const recent = { receivedAt, type, verdict: 'rejected', reason, path, expected } as const;
    const judged: Judged = { verdict: 'rejected', type, entries: [rejection], outcome: {}, recent };
    return this.#settle(judged, message, this.#options.memory.station(station));
  }

  /** Counts and remembers what became of a message; leaves out rejections that come faster than quarantine keeps. */
  #settle(judged: Judged, message: IncomingMessage, memory: StationMemory): Judged {
    this.#options.onVerdict(judged.type, judged.verdict);
    if (judged.recent) memory.recent.add(judged.recent, message.payload.length);
    if (judged.entries.at(-1)?.type === 'rejection')
      judged.entries = judged.entries.filter(
        (entry) => entry.type !== 'rejection' || this.#mayKeep(entry, memory),
      );
    for (const entry of judged.entries) this.#options.memory.apply(entry);
    this.#options.memory.touch(memory);
    return judged;
  }

  #mayKeep(rejection: Rejection, memory: StationMemory): boolean {
    const kept = memory.rejectionRate.allows(rejection.receivedAt, this.#options.rejectionsPerSecond);
    if (!kept) memory.counters.count('rejectedUnkept');
    this.#options.onRejection(rejection, kept);
    return kept;
  }
}

/** A function of its own, so that what waits for the disk keeps the outcome alive and not the whole judgement. */
function appendTo(gate: JournalGate, { entries, outcome }: Judged, done: Answer): void {
  gate.append(entries, (error) => done(error, outcome));
}

function withVerdict(judged: Judged): Judged {
  const { bootId, seq, at, timeSource, late, reason, path, expected } = judged.recent ?? NOTHING_RECENT;
  const { verdict } = judged;
  const told: MessageVerdict = { verdict, bootId, seq, at, timeSource, late, reason, path, expected };
  return { ...judged, outcome: { ...judged.outcome, verdict: told } };
}

const NOTHING_RECENT: Partial<MessageVerdict> = Object.freeze({});

/** Whose rejection it is: the station the sender may speak for, else the sender itself. */
function senderOf(principal: Principal, topic: UplinkTopic | undefined): string {
  return topic && speaksFor(principal, topic.station) ? topic.station : principal.id;
}
