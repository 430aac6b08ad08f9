// The history's thread: the one owner of the store's files. Tails the journal into the store and answers questions;
// everything else reaches it by message.
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { textOf } from '../journal/applier.ts';
import { frameAsideIn } from '../journal/frames-aside.ts';
import { openJournalReader } from '../journal/reader.ts';
import { SharedProgress } from '../journal/shared-progress.ts';
import { startPosition } from '../journal/start-position.ts';
import { systemClock } from '../model/clock.ts';
import type { HistoryStore } from './history.ts';
import { openHistoryStore } from './index.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';
import { HistoryWriter, type WriterProgress } from './writer.ts';

const { store: storeOptions, journal, progress: memory, maintainEveryMs }: WorkerStart = workerData;
const progress = new SharedProgress(memory);

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function onTrouble(trouble: string): void {
  say({ type: 'trouble', trouble });
}

function makeWriter(store: HistoryStore, position: number): HistoryWriter {
  return new HistoryWriter({
    store,
    journalId: journal.id,
    position,
    openReader: (from) =>
      openJournalReader({ folder: journal.folder, from: { journalId: journal.id, position: from } }),
    putAside: frameAsideIn(join(storeOptions.folder, 'frames-aside')),
    committed: () => progress.get('committed'),
    onParked: (parked) => progress.set('parked', parked ? 1 : 0),
    onProgress: publisher(),
    onTrouble,
    clock: systemClock,
    ...(maintainEveryMs !== undefined && { maintainEveryMs }),
  });
}

/** Numbers go to shared memory, changes of what matters to the owner also by message. */
function publisher(): (state: WriterProgress) => void {
  let last: Partial<WriterProgress> = {};
  return (state) => {
    for (const field of ['position', 'checkpointed', 'entriesWritten', 'framesAside'] as const) {
      progress.set(field, state[field]);
    }
    if (state.failing !== last.failing) {
      say({ type: 'failing', ...(state.failing !== undefined && { cause: state.failing }) });
    }
    if (state.checkpointed !== undefined && state.checkpointed !== last.checkpointed) {
      say({ type: 'checkpointed', position: state.checkpointed });
    }
    last = state;
  };
}

async function answer(
  store: HistoryStore,
  { id, question, query }: ToWorker & { type: 'ask' },
): Promise<void> {
  try {
    say({ type: 'answer', id, answer: await store[question](query as never) });
  } catch (cause) {
    say({ type: 'refusal', id, name: cause instanceof Error ? cause.name : 'Error', message: textOf(cause) });
  }
}

async function hold(id: number): Promise<void> {
  await writer.hold();
  say({ type: 'answer', id, answer: undefined });
}

/**
 * The journal gives positions behind its end a second time when it has lost some. A store that later fell back behind
 * this start would take them for applied, so the new place is made durable before the journal grows.
 */
async function moveTo(store: HistoryStore, position: number): Promise<void> {
  await store.write([], { journalId: journal.id, position });
  await store.maintain(systemClock.now()).catch((cause: unknown) => onTrouble(textOf(cause)));
}

const store = await openHistoryStore({ ...storeOptions, onTrouble });
const start = startPosition('history', await store.cursor(), journal);
if (start.trouble) {
  onTrouble(start.trouble);
  await moveTo(store, start.position);
}
progress.set('position', start.position);
const writer = makeWriter(store, start.position);

parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'wake') writer.wake();
  else if (message.type === 'stop') writer.stop();
  else if (message.type === 'hold') void hold(message.id);
  else if (message.type === 'release') writer.release();
  else void answer(store, message);
});
say({ type: 'ready' });

await writer.run();
await store.close();
parentPort?.close();
