// The disk: data folder, state, registry, journal, what is remembered, history; opened in this order.
import { join } from 'node:path';
import { type DataFolder, openDataFolder } from '../data-folder.ts';
import { type History, startHistory } from '../history/history-client.ts';
import { HubMemory } from '../ingest/hub-memory.ts';
import { recoverMemory } from '../ingest/recover-memory.ts';
import { openJournalReader } from '../journal/reader.ts';
import { openJournal, type SegmentJournal } from '../journal/segment-journal.ts';
import { openRegistry } from '../registry/open-registry.ts';
import type { Registry } from '../registry/registry.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import type { StateStore } from '../state/state-store.ts';
import { type WiringContext, warnOf } from './context.ts';
import { type HistoryCheck, startHistoryCheck } from './history-check.ts';
import { historyStoreOptions } from './history-options.ts';
import { createTrimming } from './trimming.ts';

export interface Storage {
  folder: DataFolder;
  state: StateStore;
  registry: Registry;
  journal: SegmentJournal;
  memory: HubMemory;
  /** Applies to the memory what the journal has and it has not. */
  recover: () => Promise<void>;
  history: History;
  historyCheck: HistoryCheck;
  /** Where the journal's segments lie. */
  journalFolder: string;
  /** One more reader of the journal: it is told what is committed, and the journal is kept from where it needs it. */
  follow: (reader: JournalFollower) => void;
  /** Gives up the part of the journal that no reader and not the memory needs any more. */
  trim: () => Promise<void>;
  /** Files of journal and history stay, and only grow, until the result is called. */
  holdFiles: () => Promise<() => void>;
}

export interface JournalFollower {
  committed(position: number): void;
  needsFrom(): number;
  /** Soon it needs the journal only from where it has read it. */
  save(): void;
}

export async function openStorage(context: WiringContext): Promise<Storage> {
  const { config, clock, log, metrics, closing } = context;
  const folder = closing.add('data folder', await openDataFolder(config.dataFolder), ({ release }) =>
    release(),
  );
  const stateFolder = join(folder.path, 'state');
  const state = closing.add('state', await openLmdbState({ folder: stateFolder, log }), (store) =>
    store.close(),
  );
  const copyFile = join(folder.path, 'registry.json');
  const { declared, ingest, quarantine } = config;
  const registry = await openRegistry({ state, declared, clock, log, copyFile });
  closing.add('registry', registry, (open) => open.close());

  let history: History | undefined;
  let follower: JournalFollower | undefined;
  const journalFolder = join(folder.path, 'journal');
  const { minFreeBytes: reserveBytes, ...settings } = config.journal;
  const onCommit = (position: number) => {
    metrics.totals.journalGroups++;
    history?.committed(position);
    follower?.committed(position);
  };
  const journal = await openJournal({
    ...settings,
    reserveBytes,
    folder: journalFolder,
    log,
    clock,
    onCommit,
  });
  closing.add('journal', journal, (open) => open.close());

  const memory = new HubMemory({ state, ledger: ingest.ledger, quarantine });
  const openReader = (from: Parameters<typeof openJournalReader>[0]['from']) =>
    openJournalReader({ folder: journalFolder, from });
  const recover = () => recoverMemory({ memory, journal, log, openReader });
  await recover();

  const follow = (reader: JournalFollower) => {
    follower = reader;
    reader.committed(journal.committed);
  };
  /** Needed by the history up to its checkpoint, by the memory up to its last save, by watch up to its cursor. */
  const neededFrom = () =>
    Math.min(history?.state().checkpointed ?? 0, memory.cursor?.position ?? 0, follower?.needsFrom() ?? 0);
  const { trim, hold, release } = createTrimming(() => {
    // What a reader saves seldom must not keep a full journal full: the next trim gives it up.
    if (journal.state === 'full') follower?.save();
    return journal.trim(neededFrom());
  });
  const holdFiles = async () => {
    await hold();
    try {
      const releaseHistory = await history?.holdFiles();
      return () => {
        release();
        releaseHistory?.();
      };
    } catch (error) {
      release();
      throw error;
    }
  };
  const onCheckpoint = () => void trim().catch(warnOf(context, 'cannot trim the journal'));
  history = await openHistory(context, { folder, journal, journalFolder, onCheckpoint });
  const historyCheck = closing.add(
    'check of the history store',
    startHistoryCheck(historyStoreOptions(config, folder.path), log),
    (check) => check.stop(),
  );
  return {
    ...{ folder, state, registry, journal, journalFolder, memory, recover },
    ...{ history, historyCheck, follow, trim, holdFiles },
  };
}

interface HistoryParts {
  folder: DataFolder;
  journal: SegmentJournal;
  journalFolder: string;
  onCheckpoint: () => void;
}

async function openHistory(
  context: WiringContext,
  { folder, journal, journalFolder, onCheckpoint }: HistoryParts,
): Promise<History> {
  const { config, log, closing, onFatal } = context;
  const { id, base, committed } = journal;
  const history = await startHistory({
    store: historyStoreOptions(config, folder.path),
    journal: { folder: journalFolder, id, base, committed },
    onTrouble: (trouble) => log.warn({ trouble }, 'history'),
    onCheckpoint,
    onFailure: onFatal,
  });
  return closing.add('history', history, (open) => open.stop());
}
