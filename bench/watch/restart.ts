// How long watch needs until it can be asked, with the state of a whole town on the disk: the real thread over a real
// journal. The operating system still holds the files in memory.
import { join } from 'node:path';
import { openJournal, type SegmentJournal } from '../../src/journal/segment-journal.ts';
import { silentLog } from '../../src/log.ts';
import type { Entry } from '../../src/model/entry.ts';
import { STREAMS } from '../../src/model/stream.ts';
import { type RunningWatch, startWatch } from '../../src/watch/watch-client.ts';
import { createTemporaryFolder } from '../measure/temporary-folder.ts';
import { median } from '../report/medians.ts';
import { levelsEntry, onlineEntry, REPORTING_MINUTES, watchedTown, watchSettings } from './watched-town.ts';

const RESTARTS = 5;
/** Of each station: enough that everything that is remembered of a bin is there. */
const LEVELS = 20;
const LOOK_AGAIN_MS = 20;
const AT_ONCE = 500;
const ROUND_MS = REPORTING_MINUTES * 60_000;

export interface RestartFigures {
  /** Median. */
  restartMs: number;
  /** The same of a watch that knows nothing yet. */
  startMs: number;
}

export async function measureRestart(stations: number): Promise<RestartFigures> {
  const folder = createTemporaryFolder('watch');
  const journalFolder = join(folder.path, 'journal');
  const journal = await openJournal({ folder: journalFolder, log: silentLog });
  try {
    const start = () => startAsked({ folder: join(folder.path, 'watch'), journalFolder, journal, stations });
    const first = await start();
    await tellAll(first.watch, journal, stations);
    await first.watch.stop();
    const restarts: number[] = [];
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const { watch, ms } = await start();
      restarts.push(ms);
      await requireAll(watch, stations);
      await watch.stop();
    }
    return { restartMs: median(restarts), startMs: first.ms };
  } finally {
    await journal.close();
    folder.remove();
  }
}

interface Place {
  folder: string;
  journalFolder: string;
  journal: SegmentJournal;
  stations: number;
}

/** Until the first question is answered. */
async function startAsked({ folder, journalFolder, journal, stations }: Place) {
  const town = watchedTown(stations);
  const { id, base, committed } = journal;
  const startedAt = performance.now();
  const watch: RunningWatch = await startWatch({
    folder,
    journal: { folder: journalFolder, id, base, committed },
    town,
    settings: watchSettings(),
    clock: { now: Date.now },
    journalDerived: async (entries) => {
      await append(journal, entries);
      watch.committed(journal.committed);
      return true;
    },
    onTrouble: (trouble) => console.error(`watch: ${trouble}`),
    onFailure: (error) => {
      throw error;
    },
  });
  await watch.alerts({ limit: 1 });
  return { watch, ms: performance.now() - startedAt };
}

/** Resolves when all is judged, and what was concluded from it is in the journal. */
async function tellAll(watch: RunningWatch, journal: SegmentJournal, stations: number): Promise<void> {
  const from = Date.now() - LEVELS * ROUND_MS;
  for (let round = 0; round < LEVELS; round += 1) {
    for (let station = 0; station < stations; station += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, stations - station) }, (_, i) => station + i);
      const at = from + round * ROUND_MS;
      const online = round === 0 ? numbers.map((number) => onlineEntry(number, at)) : [];
      await append(journal, [...online, ...numbers.map((number) => levelsEntry(number, round, at))]);
    }
    watch.committed(journal.committed);
  }
  while (watch.state().behindBytes > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
}

async function requireAll(watch: RunningWatch, stations: number): Promise<void> {
  const ids = watchedTown(stations).changed.map(({ id }) => id);
  const bins = await watch.binsOf(ids);
  const expected = STREAMS.length * stations;
  if (bins.length !== expected)
    throw new Error(`cannot measure: watch knows ${bins.length} bins, not ${expected}`);
}

function append(journal: SegmentJournal, entries: readonly Entry[]): Promise<void> {
  return new Promise((resolve, reject) => {
    journal.append(entries, (error) => (error ? reject(error) : resolve()));
  });
}
