// The door with everything that works behind its back, and the broker that stands in front of it.
import type { Broker } from '../broker/broker.ts';
import { createBroker } from '../broker/embedded.ts';
import { connectionNotes } from '../ingest/connection-notes.ts';
import { HouseholdKeys } from '../ingest/household.ts';
import { Ingest } from '../ingest/ingest.ts';
import { JournalGate } from '../ingest/journal-gate.ts';
import { MessageJudge } from '../ingest/message-judge.ts';
import { RejectionDesk } from '../ingest/rejection-desk.ts';
import { RejectionNotices } from '../ingest/rejection-notices.ts';
import { Replay } from '../ingest/replay.ts';
import type { CountedType } from '../metrics.ts';
import { downlinkTopic } from '../protocol/topics.ts';
import { type WiringContext, warnOf } from './context.ts';
import { every } from './every.ts';
import { configMessage } from './station-messages.ts';
import type { Storage } from './storage.ts';

/** LMDB's flush of hundreds of pages holds up the journal's: each second, that was the p99 of the ack times. */
const SAVE_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface DoorParts {
  /** Not yet started. */
  broker: Broker;
  ingest: Ingest;
  gate: JournalGate;
  desk: RejectionDesk;
}

export async function openDoor(context: WiringContext, storage: Storage): Promise<DoorParts> {
  const { config, clock, log, closing, onFatal } = context;
  const { registry, journal, memory, recover, trim } = storage;
  const judge = await openJudge(context, storage);

  const reloadMemory = async () => {
    await memory.reset();
    await recover();
  };
  const makeRoom = () => memory.save(journal, clock.now()).finally(trim);
  const gate = new JournalGate({ journal, reloadMemory, makeRoom, onFailed: onFatal, log });
  closing.add('journal gate', gate, (open) => open.stop());
  const save = () => memory.save(gate, clock.now());
  // A full journal takes no save, and needs the trim most: what history and watch have done since gives it room.
  const saveAndTrim = () => save().finally(trim);
  // At once: a hub that is killed again and again does not read the same tail of the journal again and again.
  const notSaved = warnOf(context, 'cannot save what is remembered');
  await saveAndTrim().catch(notSaved);
  const saving = every(SAVE_EVERY_MS, saveAndTrim, notSaved);
  closing.add('memory', saving, async (timer) => {
    await timer.stop();
    await save();
  });

  let broker: Broker | undefined;
  const ingest = createIngest(context, {
    storage,
    gate,
    judge,
    tell: (topic, payload) => broker?.publish(topic, payload),
  });
  broker = createBroker({
    config: config.mqtt,
    door: ingest,
    registry,
    clock,
    log,
    metrics: context.metrics,
    connections: connectionNotes(memory),
    configMessage: (id) =>
      configMessage(registry, id, { now: clock.now(), fullThreshold: config.stations.fullThreshold }),
  });
  const replay = new Replay({ registry, gate, memory, judge, clock, save });
  return { broker, ingest, gate, desk: new RejectionDesk(memory, replay, save) };
}

async function openJudge(context: WiringContext, { state }: Storage): Promise<MessageJudge> {
  const { config, clock, closing } = context;
  const households = new HouseholdKeys(state);
  const renew = () => households.renew(clock.now());
  await renew();
  closing.add(
    'household keys',
    every(DAY_MS, renew, warnOf(context, 'cannot renew the household keys')),
    (timer) => timer.stop(),
  );
  const { lateAfterMinutes, tooLateDays, clockAheadMinutes } = config.ingest;
  const bounds = {
    clockAheadMs: clockAheadMinutes * MINUTE_MS,
    lateAfterMs: lateAfterMinutes * MINUTE_MS,
    tooLateMs: tooLateDays * DAY_MS,
  };
  return new MessageJudge(bounds, (token, at) => households.hash(token, at));
}

interface IngestParts {
  storage: Storage;
  gate: JournalGate;
  judge: MessageJudge;
  /** Says something to a station. */
  tell: (topic: string, payload: string) => void;
}

function createIngest(
  { config, log, metrics }: WiringContext,
  { storage, gate, judge, tell }: IngestParts,
): Ingest {
  const notices = new RejectionNotices((station, message) =>
    tell(downlinkTopic(station, 'rejected'), JSON.stringify(message)),
  );
  return new Ingest({
    registry: storage.registry,
    gate,
    memory: storage.memory,
    judge,
    maxPayloadBytes: config.ingest.maxPayloadBytes,
    rejectionsPerSecond: config.quarantine.perSecond,
    onFault: (error) => log.error({ err: error }, 'a message could not be judged: it is in quarantine'),
    onRejection: (rejection, kept) => {
      metrics.rejections[rejection.reason]++;
      if (!kept) metrics.totals.rejectionsUnkept++;
      notices.tell(rejection);
    },
    onVerdict: (type, verdict) => {
      (metrics.messages[type as CountedType] ?? metrics.messages.other)[verdict]++;
    },
  });
}
