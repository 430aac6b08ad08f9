// F11: the disk fails a flush. strace lets the real call fail for a real hub, at a random flush of its journal. The hub
// says so and ends, rather than acknowledge what may not be on disk, and the next start finds everything that was.
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { createHubFolder, type HubFolder, killAll, startHubProcess } from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';

const TIMES = effort({ quick: 1, full: 5 });

let folder: HubFolder;
let station: LoadClient | undefined;

afterEach(async () => {
  station?.close();
  await killAll();
  await folder.remove();
});

test.skipIf(notInstalled('strace'))(
  `${TIMES} times a flush of the journal fails`,
  async () => {
    const random = seededRandom('failed flushes');
    for (let time = 0; time < TIMES; time++) {
      folder = await createHubFolder({ declared: townOf('k-1') });
      await failAFlush(10 + Math.floor(random() * 200), random);
      station?.close();
      await killAll();
      await folder.remove();
    }
  },
  timeFor(TIMES, 8),
);

async function failAFlush(number: number, random: () => number): Promise<void> {
  const segment = join(folder.data, 'journal/0000000000000000.segment');
  const inject = ['-e', 'trace=fdatasync', '-e', `inject=fdatasync:error=EIO:when=${number}`, '-P', segment];
  const wrap = ['strace', '-D', '-f', '-qq', '-o', join(folder.path, 'trace'), ...inject];
  let hub = await startHubProcess(folder, { wrap });
  const client = new LoadClient({ station: 'k-1', random, port: () => hub.mqttPort });
  station = client;
  const { code } = await hub.ended;
  expect(code).toBe(1);
  expect(hub.log().filter(({ msg }) => msg.startsWith('journal: failed'))).toHaveLength(1);
  const { size } = client.acked;
  expect(size).toBeGreaterThan(0);

  hub = await startHubProcess(folder);
  await expect.poll(() => client.acked.size, { timeout: 20_000 }).toBeGreaterThan(size + 50);
  await client.settled();
  expect(await compareBooks(hub, [client])).toEqual(NO_DISCREPANCIES);
}
