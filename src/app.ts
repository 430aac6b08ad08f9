// Builds a hub from its configuration: the only place that wires. Parts are started from the disk outwards and
// stopped in the reverse order, also when the start fails half-way.
import { join } from 'node:path';
import { createApi } from './api/app.ts';
import { serveApi, serveControl } from './api/server.ts';
import type { Broker } from './broker/broker.ts';
import { createBroker } from './broker/embedded.ts';
import { type Clock, systemClock } from './clock.ts';
import { type HubConfig, isLoopback } from './config/load-config.ts';
import { openDataFolder } from './data-folder.ts';
import { every } from './every.ts';
import { type History, startHistory } from './history/history-client.ts';
import { readHealth } from './hub-health.ts';
import { connectionNotes } from './ingest/connection-notes.ts';
import { HouseholdKeys } from './ingest/household.ts';
import { HubMemory } from './ingest/hub-memory.ts';
import { Ingest } from './ingest/ingest.ts';
import { JournalGate } from './ingest/journal-gate.ts';
import { MessageJudge } from './ingest/message-judge.ts';
import { recoverMemory } from './ingest/recover-memory.ts';
import { RejectionDesk } from './ingest/rejection-desk.ts';
import { RejectionNotices } from './ingest/rejection-notices.ts';
import { Replay } from './ingest/replay.ts';
import { StationView } from './ingest/station-view.ts';
import { JournalPace } from './journal/pace.ts';
import { openJournalReader } from './journal/reader.ts';
import { openJournal, type SegmentJournal } from './journal/segment-journal.ts';
import { createLog, type Log } from './log.ts';
import { type CountedType, createMetrics, type Metrics } from './metrics.ts';
import { downlinkTopic } from './protocol/topics.ts';
import { openRegistry } from './registry/open-registry.ts';
import type { Registry } from './registry/registry.ts';
import { openLmdbState } from './state/lmdb-state.ts';
import { configMessage, retainedMessages } from './station-messages.ts';
import { version } from './version.ts';

export interface AppOverrides {
  clock?: Clock;
  log?: Log;
  /** The hub cannot go on and should be stopped; it acknowledges nothing any more. */
  onFatal?: (error: Error) => void;
}

export interface Addresses {
  mqtt: { host: string; port: number };
  mqtts?: { host: string; port: number };
  /** `http://host:port` */
  http: string;
}

export interface App {
  start(): Promise<void>;
  /** Acknowledges what is under way, applies everything to the history, closes. */
  stop(): Promise<void>;
  /** Once started. */
  readonly addresses: Addresses;
}

const SAVE_EVERY_MS = 1_000;
const DAY_MS = 86_400_000;

export function createApp(config: HubConfig, overrides: AppOverrides = {}): App {
  const { clock = systemClock, log = createLog({ level: config.logLevel }) } = overrides;
  const onFatal = overrides.onFatal ?? (() => {});
  const opened: (() => unknown)[] = [];
  let addresses: Addresses | undefined;

  /** Notes how to close what was opened. */
  function owned<Part>(part: Part, close: (part: Part) => unknown): Part {
    opened.push(() => close(part));
    return part;
  }

  async function start(): Promise<void> {
    try {
      const storage = await openStorage();
      const door = await openDoor(storage);
      addresses = await openEntrances(storage, door);
      log.info({ ...addresses, data: config.dataFolder, version }, 'the hub is open');
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function stop(): Promise<void> {
    for (const close of opened.splice(0).reverse()) await close();
  }

  /** The disk: registry, journal, what is remembered, history. */
  async function openStorage() {
    const folder = owned(await openDataFolder(config.dataFolder), ({ release }) => release());
    const state = owned(await openLmdbState({ folder: join(folder.path, 'state'), log }), (store) =>
      store.close(),
    );
    const copyFile = join(folder.path, 'registry.json');
    const registry = owned(
      await openRegistry({ state, declared: config.declared, clock, log, copyFile }),
      (r) => r.close(),
    );
    const metrics = createMetrics();
    let history: History | undefined;
    const journalFolder = join(folder.path, 'journal');
    const { maxBytes, segmentBytes, minFreeBytes } = config.journal;
    const journal = owned(
      await openJournal({
        folder: journalFolder,
        log,
        clock,
        maxBytes,
        segmentBytes,
        reserveBytes: minFreeBytes,
        onCommit: (position) => history?.committed(position),
      }),
      (open) => open.close(),
    );
    const memory = new HubMemory({ state, ledger: config.ingest.ledger, quarantine: config.quarantine });
    const recover = () =>
      recoverMemory({
        memory,
        journal,
        log,
        openReader: (from) => openJournalReader({ folder: journalFolder, from }),
      });
    await recover();
    const trim = () =>
      journal.trim(Math.min(history?.state().checkpointed ?? 0, memory.cursor?.position ?? 0));
    history = owned(
      await openHistory(folder.path, journal, () => void trim().catch(warn('cannot trim the journal'))),
      (h) => h.stop(),
    );
    return { folder, state, registry, metrics, journal, memory, recover, history };
  }

  function openHistory(folder: string, journal: SegmentJournal, onCheckpoint: () => void): Promise<History> {
    const { kind, memoryLimitMb, threads, retentionDays } = config.history;
    return startHistory({
      store: {
        kind,
        folder: join(folder, 'history'),
        memoryLimitMb,
        threads,
        retentionDays,
        accuracyConfidence: config.ingest.accuracyConfidence,
      },
      journal: {
        folder: join(folder, 'journal'),
        id: journal.id,
        base: journal.base,
        committed: journal.committed,
      },
      onTrouble: (trouble) => log.warn({ trouble }, 'history'),
      onCheckpoint,
      onFailure: onFatal,
    });
  }

  /** The door, and everything that works behind its back. */
  async function openDoor({ state, registry, metrics, journal, memory, recover }: Storage) {
    const households = new HouseholdKeys(state);
    await households.renew(clock.now());
    owned(
      every(DAY_MS, () => households.renew(clock.now()), warn('cannot renew the household keys')),
      (timer) => timer.stop(),
    );

    const reloadMemory = async () => {
      await memory.reset();
      await recover();
    };
    const gate = owned(new JournalGate({ journal, reloadMemory, onFailed: onFatal, log }), (g) => g.stop());
    const save = () => memory.save(gate, clock.now());
    owned(every(SAVE_EVERY_MS, save, warn('cannot save what is remembered')), async (timer) => {
      await timer.stop();
      await save();
    });

    const { lateAfterMinutes, tooLateDays, clockAheadMinutes, maxPayloadBytes } = config.ingest;
    const judge = new MessageJudge(
      {
        clockAheadMs: clockAheadMinutes * 60_000,
        lateAfterMs: lateAfterMinutes * 60_000,
        tooLateMs: tooLateDays * DAY_MS,
      },
      (token, at) => households.hash(token, at),
    );
    let broker: Broker | undefined;
    const notices = new RejectionNotices((station, message) =>
      broker?.publish(downlinkTopic(station, 'rejected'), JSON.stringify(message)),
    );
    const ingest = new Ingest({
      registry,
      gate,
      memory,
      judge,
      maxPayloadBytes,
      rejectionsPerSecond: config.quarantine.perSecond,
      onFault: (error) => log.error({ err: error }, 'a message could not be judged: it is in quarantine'),
      onRejection: (rejection) => {
        metrics.rejections[rejection.reason]++;
        notices.tell(rejection);
      },
      onVerdict: (type, verdict) => {
        (metrics.messages[type as CountedType] ?? metrics.messages.other)[verdict]++;
      },
    });
    broker = openBroker({ registry, metrics, memory, ingest });
    const replay = new Replay({ registry, gate, memory, judge, clock, save });
    return { broker, ingest, gate, desk: new RejectionDesk(memory, replay, save) };
  }

  function openBroker({
    registry,
    metrics,
    memory,
    ingest,
  }: {
    registry: Registry;
    metrics: Metrics;
    memory: HubMemory;
    ingest: Ingest;
  }): Broker {
    return createBroker({
      config: config.mqtt,
      door: ingest,
      registry,
      clock,
      log,
      metrics,
      connections: connectionNotes(memory),
      configMessage: (id) => configMessage(registry, id, configFacts()),
    });
  }

  /** Opens the ports, when everything behind them is ready. */
  async function openEntrances(storage: Storage, { broker, ingest, desk }: Door): Promise<Addresses> {
    const { folder, registry, memory, history, metrics, journal } = storage;
    const pace = new JournalPace();
    owned(
      every(1_000, () => pace.sample(clock.now(), journal.committed), warn('cannot sample')),
      (timer) => timer.stop(),
    );
    const healthParts = {
      journal,
      isOpen: () => ingest.open,
      history,
      historyKind: config.history.kind,
      broker,
      pace,
      clock,
    };
    const view = new StationView({ memory, registry, clock, isOpen: () => ingest.open });
    const api = createApi({
      sources: {
        registry,
        history,
        present: { of: (id) => view.present(id) },
        delivery: view,
        quarantine: desk,
        refusedConnections: { list: () => broker.refused() },
        health: { read: () => readHealth(healthParts) },
      },
      clock,
      log,
      version,
      metrics,
      stationDefaults: config.stations,
      access: {
        token: config.http.token,
        allowedHosts: config.http.allowedHosts,
        allowedOrigins: config.http.allowedOrigins,
        loopbackOnly: isLoopback(config.http.host),
      },
    });
    const server = owned(await serveApi(api, config.http), (open) => open.stop());
    owned(await serveControl(api, join(folder.path, 'control.sock')), (open) => open.stop());
    owned(broker, (open) => open.stop());
    await broker.start(retainedMessages(registry, memory, configFacts()));
    return { ...broker.addresses, http: server.address };
  }

  function configFacts() {
    return { now: clock.now(), fullThreshold: config.stations.fullThreshold };
  }

  function warn(message: string): (error: unknown) => void {
    return (error) => log.warn({ err: error }, message);
  }

  type Storage = Awaited<ReturnType<typeof openStorage>>;
  type Door = Awaited<ReturnType<typeof openDoor>>;

  return {
    start,
    stop,
    get addresses() {
      if (!addresses) throw new Error('cannot tell the addresses: the hub has not started');
      return addresses;
    },
  };
}
