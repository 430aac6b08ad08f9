// Watch's thread: the one owner of its state. Follows the journal, looks every second at what time alone changes, and
// answers; everything else reaches it by message.
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Applier, textOf } from '../journal/applier.ts';
import { frameAsideIn } from '../journal/frames-aside.ts';
import { openJournalReader } from '../journal/reader.ts';
import { SharedProgress } from '../journal/shared-progress.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import { StateUnavailable } from '../state/state-store.ts';
import { createRejectionHandler } from '../state/stray-commit.ts';
import { answerOf } from './answers.ts';
import { JournalTail } from './journal-tail.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { notePersonalFields } from './rules/station-signs.ts';
import { WatchRefusal } from './watch.ts';
import { WatchKeeper } from './watch-keeper.ts';
import { Watcher } from './watcher.ts';
import type { FromWorker, Refused, ToWorker, WorkerStart } from './worker-messages.ts';

const { folder, journal, progress: memory, town, settings, now: startedAt }: WorkerStart = workerData;
const progress = new SharedProgress(memory);
const turns = new OneAtATime();

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function onTrouble(trouble: string): void {
  say({ type: 'trouble', trouble });
}

const log = {
  ...{ debug: () => {}, info: () => {}, warn: () => {} },
  error: (_fields: object, message: string) => onTrouble(message),
};
// A thread has rejections of its own.
process.on('unhandledRejection', createRejectionHandler(log));
const openReader = (position: number) =>
  openJournalReader({ folder: journal.folder, from: { journalId: journal.id, position } });

const state = await openLmdbState({ folder: join(folder, 'state'), log });
const watcher = new Watcher(settings, startedAt);
watcher.setTown(town);
const keeper = new WatchKeeper({
  state,
  watcher,
  journal,
  openReader,
  onKept: (events) => say({ type: 'events', events }),
  onSaved: (position) => progress.set('checkpointed', position),
  onTrouble,
});
await keeper.open();
progress.set('position', keeper.position);

const tail = new JournalTail({
  applier: new Applier({
    name: 'watch',
    sink: keeper,
    isAway: (cause) => cause instanceof StateUnavailable,
    journalId: journal.id,
    position: keeper.position,
    openReader,
    putAside: frameAsideIn(join(folder, 'frames-aside')),
    onTrouble,
  }),
  progress,
  exclusively: (job) => turns.run(job),
  onFailing: (cause) => say({ type: 'failing', ...(cause !== undefined && { cause }) }),
  onCaughtUp: sendDerived,
});

/** Not before the journal is read to its end: some of it may be there already. */
function sendDerived(): void {
  const entries = watcher.derived.takeNext();
  if (entries.length > 0) say({ type: 'derived', entries });
}

/** Not before what was acknowledged until then: no hold is over while the word that ends it lies in the journal. */
async function look({ now, open }: ToWorker & { type: 'tick' }): Promise<void> {
  await tail.advance();
  if (progress.get('position') < journal.committed) return;
  await keeper
    .do(() => watcher.look(now, open))
    .catch((cause: unknown) => {
      onTrouble(`cannot look after what time changes: ${textOf(cause)}`);
    });
  if (tail.isCaughtUp) sendDerived();
}

async function answer({ id, now, question, args }: ToWorker & { type: 'ask' }): Promise<void> {
  try {
    const found = await keeper.do(() => answerOf({ watcher, state, now }, question, args));
    say({ type: 'answer', id, answer: found });
    if (tail.isCaughtUp) sendDerived();
  } catch (cause) {
    say({ type: 'refusal', id, error: refusalOf(cause) });
  }
}

async function notePersonal({ now, counts }: ToWorker & { type: 'personal-fields' }): Promise<void> {
  await keeper
    .do(() => {
      for (const [station, ofStation] of Object.entries(counts))
        notePersonalFields(watcher.recordToChange(station).signs, ofStation, now);
    })
    .catch((cause: unknown) => onTrouble(`cannot note fields that look personal: ${textOf(cause)}`));
}

function refusalOf(cause: unknown): Refused {
  const message = textOf(cause);
  if (cause instanceof WatchRefusal) return { message, reason: cause.reason };
  return { message, isStateAway: cause instanceof StateUnavailable };
}

async function save(): Promise<void> {
  await turns.run(() => keeper.save()).catch((cause: unknown) => onTrouble(textOf(cause)));
}

async function stop(): Promise<void> {
  await tail.finish();
  await save();
  await state.close();
  parentPort?.close();
}

parentPort?.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'wake':
      tail.wake();
      return;
    case 'tick':
      void turns.run(() => look(message));
      return;
    case 'ask':
      void turns.run(() => answer(message));
      return;
    case 'town':
      void turns.run(async () => watcher.setTown(message.change));
      return;
    case 'personal-fields':
      void turns.run(() => notePersonal(message));
      return;
    case 'journaled':
      if (!message.kept) watcher.derived.giveBack();
      return;
    case 'save':
      void save();
      return;
    case 'watched':
      watcher.levels.isAsked = message.levels;
      return;
    case 'stop':
      void stop();
  }
});
say({ type: 'ready' });
tail.wake();
