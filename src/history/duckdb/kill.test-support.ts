// Writes to the store in the folder it is given until it is killed: write n holds n and moves the cursor to n. Now
// and then it does the housekeeping. Says on its output how far it is.
import { dropOff, fillLevel, JUNE } from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';

const ROWS = 50;
const MAINTAIN_EVERY = 7;

const store = new DuckDbHistory({ folder: process.argv[2] ?? '', retentionDays: { dropOff: undefined } });
await store.open();
for (let write = ((await store.cursor())?.position ?? 0) + 1; ; write += 1) {
  const at = JUNE + write * 60_000;
  const deposits = Array.from({ length: ROWS }, (_, seq) => dropOff({ bootId: `w${write}`, seq, at }));
  await store.write([...deposits, fillLevel({ bootId: `w${write}`, at })], {
    journalId: 'j',
    position: write,
  });
  process.stdout.write(`${write}\n`);
  if (write % MAINTAIN_EVERY === 0) await store.maintain(at);
}
