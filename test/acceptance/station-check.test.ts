// What a technician types before a station that does not work, against a running hub.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Bin } from '../../src/model/station.ts';
import {
  createHubFolder,
  type Ended,
  type HubFolder,
  killAll,
  launch,
  startHubProcess,
} from '../support/hub-process.ts';
import { connectKiosk } from '../support/kiosk.ts';
import { declaredStation, TOWN } from '../support/town.ts';

const BINS: Bin[] = [
  { id: 'food-1', stream: 'food', litres: 240, depthMm: 1_100 },
  { id: 'residual-1', stream: 'residual', litres: 240 },
];

let folder: HubFolder;
beforeEach(async () => {
  const stations = [declaredStation('s-1', { name: 'Gate 7', bins: BINS })];
  folder = await createHubFolder({ declared: { ...TOWN, stations } });
});
afterEach(async () => {
  await killAll();
  await folder.remove();
});

const run = (...words: string[]): Promise<Ended> => launch(folder, ['station', ...words]).ended;
const findings = async (id: string) =>
  JSON.parse((await run('check', id, '--json')).out) as { state: string; what: string; says: string }[];

it('check goes from the registration to the levels, and its exit code says whether something is wrong', async () => {
  expect((await run('check', 's-1')).err).toMatch(/cannot check s-1: no hub runs on .*HUB_DATA/);
  const hub = await startHubProcess(folder);
  const options = { port: hub.mqttPort, station: 's-1' };

  const unknown = await run('check', 'S-1');
  expect([unknown.code, unknown.out]).toEqual([1, expect.stringContaining('use s-1 in the device')]);
  const never = await run('check', 's-1');
  expect([never.code, never.out]).toEqual([1, expect.stringMatching(/^s-1 {2}Gate 7 \(east\)$/m)]);
  expect(never.out).toMatch(/^WRONG {2}has connected {7}never$/m);

  await expect(connectKiosk({ ...options, token: 'lost' })).rejects.toThrow();
  expect(await findings('s-1')).toContainEqual(
    expect.objectContaining({
      state: 'wrong',
      what: 'refused',
      says: expect.stringMatching(/^wrong-token: 1/),
    }),
  );

  const kiosk = await connectKiosk(options);
  await kiosk.send('status', { state: 'online', connectionId: 'c-1', firmware: '2.4.1' });
  await kiosk.send('fill-level', {
    bins: [
      { binId: 'food-1', distanceMm: 640 },
      { binId: 'residual-1', fillLevel: 0.35 },
    ],
  });
  const sound = await run('check', 's-1');
  expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('Nothing is wrong.')]);
  expect(sound.out).toMatch(/^note {3}refused/m);
  expect(sound.out).toMatch(/online .*firmware 2\.4\.1/);

  await kiosk.send('fill-level', { bins: [{ binId: 'residual-1', fillLevel: 55 }] });
  await hub.historyCaughtUp();
  expect((await run('check', 's-1')).out).toMatch(
    /^WRONG {2}level of residual-1 .*: fillLevel 55\n +-> .*no percent/m,
  );
  await kiosk.send('fill-level', { bins: [{ binId: 'residual-1', fillLevel: 0.36 }] });
  await hub.historyCaughtUp();

  await kiosk.send('drop-off', { binId: 'glass-1', weightKg: 1, phone: '13800000000' });
  const wrong = (await findings('s-1')).filter(({ state }) => state === 'wrong');
  expect(wrong.map(({ what }) => what)).toEqual(['refused messages', 'personal data']);
  expect(wrong[0]?.says).toMatch(/unknown-bin 1; .* at binId, expected .*food-1/);
  await kiosk.close();
});

it('tail shows messages with their verdicts and refused connections as they come', async () => {
  const hub = await startHubProcess(folder);
  const options = { port: hub.mqttPort, station: 's-1' };
  const kiosk = await connectKiosk(options);
  await kiosk.send('drop-off', { binId: 'food-1', weightKg: 1 });
  const tail = launch(folder, ['station', 'tail', 's-1']);
  const shows = (what: RegExp) => expect.poll(() => tail.output.out, { timeout: 20_000 }).toMatch(what);
  await shows(/accepted {3}drop-off .*boot-1 #0 {2}dated .*\(station\)/);
  await kiosk.send('drop-off', { binId: 'nowhere', weightKg: 1 });
  await shows(/rejected {3}drop-off .*#1 {2}unknown-bin at binId: expected/);
  await expect(connectKiosk({ ...options, token: 'lost' })).rejects.toThrow();
  await shows(/NOT LET IN {2}wrong-token, from 127\.0\.0\.1/);
  expect(tail.output.out.match(/accepted/g), 'each once').toHaveLength(1);
  await kiosk.close();
  tail.child.kill('SIGINT');
  await tail.ended;

  const unknown = await run('tail', 'nobody');
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('nobody')]);
  expect((await run('tail', 's-1', '--lines', 'all')).err).toContain('expected 0 to 100');
});
