// The door over a journal, a state store and a registry in memory, with a clock that the test moves.
import type { Outcome } from '../../src/ingest/door.ts';
import { HouseholdKeys } from '../../src/ingest/household.ts';
import { HubMemory } from '../../src/ingest/hub-memory.ts';
import { Ingest } from '../../src/ingest/ingest.ts';
import { JournalGate } from '../../src/ingest/journal-gate.ts';
import { DEFAULT_LEDGER_BOUNDS, type LedgerBounds } from '../../src/ingest/ledger.ts';
import { MessageJudge } from '../../src/ingest/message-judge.ts';
import { DEFAULT_QUARANTINE_BOUNDS, type QuarantineBounds } from '../../src/ingest/quarantine.ts';
import { recoverMemory } from '../../src/ingest/recover-memory.ts';
import { RejectionNotices } from '../../src/ingest/rejection-notices.ts';
import { Replay } from '../../src/ingest/replay.ts';
import { silentLog } from '../../src/log.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Principal } from '../../src/model/principal.ts';
import type { Bin } from '../../src/model/station.ts';
import type { RejectedMessage } from '../../src/protocol/downlink.ts';
import { type UplinkType, uplinkTopic } from '../../src/protocol/topics.ts';
import type { RegisteredStation } from '../../src/registry/registry.ts';
import { MemoryJournal } from './memory-journal.ts';
import { MemoryState } from './memory-state.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Now, in every fixture: 1772352000000. */
export const NOW = Date.UTC(2026, 2, 1, 8);
export const STATION = 'station-1';
export const MAX_PAYLOAD_BYTES = 65_536;

const BINS: Bin[] = [
  { id: 'recyclable-1', stream: 'recyclable', litres: 240, depthMm: 1_000 },
  { id: 'hazardous-1', stream: 'hazardous', litres: 120, depthMm: 800 },
  { id: 'food-1', stream: 'food', litres: 240, depthMm: 1_000 },
  { id: 'residual-1', stream: 'residual', litres: 240 },
];

export function stationNamed(id: string, bins: readonly Bin[] = BINS): RegisteredStation {
  return {
    id,
    name: id,
    grid: 'grid-1',
    bins: [...bins],
    binsById: new Map(bins.map((bin) => [bin.id, bin])),
    reportingMinutes: 10,
    zone: 'Asia/Shanghai',
    declared: false,
  };
}

export interface DoorOptions {
  state?: MemoryState;
  journal?: MemoryJournal;
  ledger?: Partial<LedgerBounds>;
  quarantine?: Partial<QuarantineBounds>;
  rejectionsPerSecond?: number;
}

export interface Sending {
  principal?: Principal;
  topic?: string;
}

export type DoorUnderTest = Awaited<ReturnType<typeof openDoor>>;

export async function openDoor(options: DoorOptions = {}) {
  const { state = new MemoryState(), journal = new MemoryJournal() } = options;
  const clock = { at: NOW, now: () => clock.at };
  const stations = new Map([STATION, 'station-2'].map((id) => [id, stationNamed(id)]));
  const registry = { station: (id: string) => stations.get(id) };
  const faults: Error[] = [];
  const rejectedNotices: { station: string; message: RejectedMessage }[] = [];
  const verdicts: string[] = [];

  const memory = new HubMemory({
    state,
    ledger: { ...DEFAULT_LEDGER_BOUNDS, ...options.ledger },
    quarantine: { ...DEFAULT_QUARANTINE_BOUNDS, ...options.quarantine },
  });
  const recover = () => recoverMemory({ memory, journal, log: silentLog, openReader: readerOf(journal) });
  await recover();
  const households = new HouseholdKeys(state);
  await households.renew(clock.at);
  const reloadMemory = async () => {
    await memory.reset();
    await recover();
  };
  const fatal: Error[] = [];
  const gate = new JournalGate({
    journal,
    reloadMemory,
    makeRoom: () => memory.save(journal, clock.at),
    onFailed: (error) => fatal.push(error),
    log: silentLog,
  });
  const save = () => memory.save(gate, clock.at);
  const judge = new MessageJudge(
    { clockAheadMs: 5 * MINUTE_MS, lateAfterMs: 15 * MINUTE_MS, tooLateMs: 35 * DAY_MS },
    (token, at) => households.hash(token, at),
  );
  const notices = new RejectionNotices((station, message) => rejectedNotices.push({ station, message }));
  const ingest = new Ingest({
    registry,
    gate,
    memory,
    judge,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    rejectionsPerSecond: options.rejectionsPerSecond ?? 10,
    onFault: (error) => faults.push(error),
    onRejection: (rejection) => notices.tell(rejection),
    onVerdict: (type, verdict) => verdicts.push(`${type} ${verdict}`),
  });
  const replay = new Replay({ registry, gate, memory, judge, clock, save });

  /** Resolves as the door does, rejects with its error. */
  function sendBytes(type: UplinkType, payload: Buffer, sending: Sending = {}): Promise<Outcome> {
    const { principal = { kind: 'station', id: STATION }, topic = uplinkTopic(principal.id, type) } = sending;
    return new Promise((resolve, reject) =>
      ingest.receive({ principal, topic, payload, receivedAt: clock.at, heard: true }, (error, outcome) =>
        error ? reject(error) : resolve(outcome),
      ),
    );
  }

  return {
    state,
    journal,
    clock,
    stations,
    memory,
    households,
    gate,
    ingest,
    replay,
    save,
    faults,
    fatal,
    verdicts,
    rejectedNotices,
    sendBytes,
    send: (type: UplinkType, message: unknown, sending?: Sending) =>
      sendBytes(type, Buffer.from(JSON.stringify(message)), sending),
    station: (id = STATION) => memory.station(id),
  };
}

function readerOf(journal: MemoryJournal) {
  return async ({ position }: { position: number }) => ({
    read: async (until: number) => ({ entries: journal.entries.slice(position, until), position: until }),
    close: async () => {},
  });
}

/** An entry of the journal of the type that is expected there. */
export function entryAt<Type extends Entry['type']>(
  journal: MemoryJournal,
  index: number,
  type: Type,
): Extract<Entry, { type: Type }> {
  const entry = journal.entries.at(index);
  if (entry?.type !== type) throw new Error(`entry ${index} is ${JSON.stringify(entry)}, expected a ${type}`);
  return entry as Extract<Entry, { type: Type }>;
}

/** A frame of one boot, made now, with a number of its own. */
export function frame(seq: number, change: { bootId?: string; observedAt?: number; ageMs?: number } = {}) {
  return { bootId: 'boot-1', seq, observedAt: NOW, ...change };
}

export function dropOff(seq: number, change: Record<string, unknown> = {}) {
  return { ...frame(seq), binId: 'food-1', weightKg: 1.5, ...change };
}

export function fillLevel(seq: number, level: number, change: Record<string, unknown> = {}) {
  return { ...frame(seq), bins: [{ binId: 'food-1', fillLevel: level }], ...change };
}
