// F05: the system calls of the running hub. Between the read of a PUBLISH and the write of its PUBACK stand a write to
// the journal and a flush of it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { effort, timeFor } from '../support/effort.ts';
import { createHubFolder, type HubFolder, killAll, startHubProcess } from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { notInstalled } from '../support/real-tools.ts';
import { type SystemCall, systemCalls } from '../support/system-calls.ts';
import { townOf } from '../support/town.ts';

const MESSAGES = effort({ quick: 50, full: 1_000 });
const CALLS =
  'trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fdatasync,fsync';

let folder: HubFolder;
afterEach(async () => {
  await killAll();
  await folder.remove();
});

test.skipIf(notInstalled('strace'))(
  `${MESSAGES} messages one by one: each is flushed before it is acknowledged`,
  async () => {
    folder = await createHubFolder({ declared: townOf('k-1') });
    const trace = join(folder.path, 'trace');
    // -D: the hub stays this process's child, the tracer hides.
    const wrap = ['strace', '-D', '-f', '-y', '-s', '64', '-e', CALLS, '-o', trace];
    const hub = await startHubProcess(folder, { wrap });
    const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'k-1' });
    for (let count = 0; count < MESSAGES; count++) await kiosk.send('emptied', { binId: 'food-1' });
    await kiosk.close();
    await hub.end('SIGTERM');

    const steps = systemCalls(await readFile(trace, 'utf8')).flatMap(stepOf);
    const order = steps.sort((a, b) => a.at - b.at).map(({ step }) => step);
    expect(order).toEqual(Array.from({ length: MESSAGES }, () => STEPS).flat());
  },
  timeFor(MESSAGES, 0.2),
);

const STEPS = ['PUBLISH read', 'journal write begun', 'journal flushed', 'PUBACK write begun'];

/** Octal, in three digits before a byte that is a digit itself. */
const PUBACK = /, "@\\(2|002)/;

/** What a call means for a message, and when at the latest or at the earliest, whichever is the harder test. */
function stepOf({ name, text, began, ended }: SystemCall): { step: string; at: number }[] {
  const [read, write, flushed, acknowledge] = STEPS as [string, string, string, string];
  const ofJournal = text.includes('.segment>');
  if (text.includes('socket:') && text.includes('waste/v1/k-1/emptied')) return [{ step: read, at: ended }];
  if (text.includes('socket:') && PUBACK.test(text)) return [{ step: acknowledge, at: began }];
  if (ofJournal && name.startsWith('pwrite')) return [{ step: write, at: began }];
  if (ofJournal && name.endsWith('sync') && text.endsWith('= 0')) return [{ step: flushed, at: ended }];
  return [];
}
