// F67: one station sends many times as much as the others, as fast as it is let. The others stay connected, each of
// their messages is acknowledged in time, and of nobody's anything is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, noteAcked } from '../support/books.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { createHubFolder, type HubFolder, killAll, startHubProcess } from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const MESSAGES = effort({ quick: 10_000, full: 200_000 });
const QUIET = ['k-1', 'k-2', 'k-3'];
/** Of a good station at most 20; of a quiet one here 2. */
const LOUD_IN_FLIGHT = 500;

let folder: HubFolder;
let clients: LoadClient[] = [];

afterEach(async () => {
  for (const client of clients) client.close();
  await killAll();
  await folder.remove();
});

test(
  `${MESSAGES} messages of one station among others`,
  async () => {
    const random = seededRandom('a loud station');
    folder = await createHubFolder({ declared: townOf('loud', ...QUIET) });
    const hub = await startHubProcess(folder);
    const connect = (station: string, inFlight: number) =>
      new LoadClient({ station, random, inFlight, port: () => hub.mqttPort });
    const quiet = QUIET.map((station) => connect(station, 2));
    const loud = connect('loud', LOUD_IN_FLIGHT);
    clients = [loud, ...quiet];
    while (loud.acked.size < MESSAGES) await sleep(10);

    // Whoever waited longer than the hub may hold an acknowledgement was cut, and has connected again.
    expect(quiet.map(({ answers }) => answers)).toEqual(QUIET.map(() => [0]));
    // A quiet one waits for what the loud one has in flight, not for all that it has.
    for (const { acked } of quiet) expect(acked.size).toBeGreaterThan(MESSAGES / LOUD_IN_FLIGHT);
    await Promise.all(clients.map((client) => client.settled()));
    noteAcked(clients);
    expect(await compareBooks(hub, clients)).toEqual(NO_DISCREPANCIES);
  },
  timeFor(MESSAGES, 0.001),
);
