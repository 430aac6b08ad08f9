// A watch over a journal in the folder it is given, until it is killed: a bin is filled and emptied again and again,
// by a clock of its own. Says on its output which readings are in the journal.
import { join } from 'node:path';
import { openJournal } from '../journal/segment-journal.ts';
import { silentLog } from '../log.ts';
import type { Entry } from '../model/entry.ts';
import { fillLevelAt, MINUTE, SETTINGS, START, townOf } from './watch.test-support.ts';
import { startWatch } from './watch-client.ts';

/** Readings of one filling, 10 minutes apart; then it is emptied. */
const ROUND = [0.05, 0.05, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.9, 0.9, 0.9];

const folder = process.argv[2] ?? '';
const first = Number(process.argv[3] ?? 0);
const journal = await openJournal({ folder: join(folder, 'journal'), log: silentLog });
let now = START + first * 10 * MINUTE;
const { id, base, committed } = journal;
const watch = await startWatch({
  folder: join(folder, 'watch'),
  journal: { folder: join(folder, 'journal'), id, base, committed },
  town: townOf('s-1'),
  settings: SETTINGS,
  clock: { now: () => now },
  journalDerived: (entries) => append(entries).then(() => true),
  onTrouble: (trouble) => process.stderr.write(`${trouble}\n`),
  onFailure: (error) => process.stderr.write(`${error.message}\n`),
});

function append(entries: readonly Entry[]): Promise<void> {
  return new Promise((resolve, reject) => {
    journal.append(entries, (error) => {
      if (error) return reject(error);
      watch.committed(journal.committed);
      resolve();
    });
  });
}

for (let seq = first; ; seq += 1) {
  const fillLevel = ROUND[seq % ROUND.length] ?? 0;
  await append([fillLevelAt(now, seq, { fillLevel })]);
  process.stdout.write(`${seq}\n`);
  while (watch.state().behindBytes > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  for (let minute = 0; minute < 10; minute += 1) {
    now += MINUTE;
    watch.tick(true);
  }
}
