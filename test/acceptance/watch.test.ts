// What stations say, and what becomes of it: alerts through the whole hub, with a clock that is moved by hand.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScriptedTown, type ScriptedTown } from '../support/scripted-town.ts';

let town: ScriptedTown;

beforeEach(async () => {
  town = await openScriptedTown();
});

afterEach(() => town.remove());

interface Emptyings {
  items: { binId: string; source: string }[];
}

it('raises a full bin after its hold, once, also across a restart, and closes it with what shows it', async () => {
  await town.levels(0.2, 30);
  await town.wantAlerts();
  await town.levels(0.88, 40);
  await town.wantAlerts(['bin-full', 'firing']);
  await town.restart();
  await town.wantAlerts(['bin-full', 'firing']);
  await town.levels(0.89, 20);
  await town.wantAlerts(['bin-full', 'firing']);

  await town.levels(0.05, 50);
  await town.wantAlerts(['bin-full', 'resolved']);
  const [alert] = await town.alerts();
  expect(alert?.resolved).toMatchObject({ reason: 'emptied', evidence: { source: 'sensor' } });
  await town.hub.historyCaughtUp();
  const { items } = await town.hub.get<Emptyings>('/api/v1/stations/k-1/emptyings');
  expect(items).toMatchObject([{ binId: 'food-1', source: 'sensor' }]);
});

it("keeps a hold across a restart, and dates the emptying by the station's word", async () => {
  await town.levels(0.2, 30);
  await town.levels(0.88, 25);
  await town.wantAlerts(['bin-full', 'pending']);
  await town.restart();
  await town.wantAlerts(['bin-full', 'pending']);
  await town.levels(0.88, 10);
  await town.wantAlerts(['bin-full', 'firing']);
  await town.kiosk.send('emptied', { binId: 'food-1' });
  await town.levels(0.05, 30);
  await town.wantAlerts(['bin-full', 'resolved']);
  const [alert] = await town.alerts();
  expect(alert?.resolved).toMatchObject({ reason: 'emptied', evidence: { source: 'message' } });
});

it('sees a station that is silent, and that it is back', async () => {
  await town.kiosk.send('status', { state: 'online', connectionId: 'c-1' });
  await town.levels(0.3, 20);
  await town.pass(35);
  await town.wantAlerts(['station-offline', 'firing']);
  await town.levels(0.3, 10);
  await town.wantAlerts(['station-offline', 'resolved']);
});

it('raises a hazard at once, whatever its age, and ends it when the station says so', async () => {
  await town.kiosk.send('event', { kind: 'smoke', phase: 'raised', observedAt: town.now() - 3 * 3_600_000 });
  await town.wantAlerts(['hazard', 'firing']);
  await town.restart();
  await town.wantAlerts(['hazard', 'firing']);
  await town.kiosk.send('event', { kind: 'smoke', phase: 'cleared' });
  await town.wantAlerts(['hazard', 'resolved']);
});

it('raises and clears nothing from what came late', async () => {
  await town.levels(0.3, 30);
  const observedAt = town.now() - 2 * 3_600_000;
  const full = [1, 2, 3, 4, 5].map((n) => ({
    type: 'fill-level',
    bootId: 'boot-0',
    seq: n,
    observedAt: observedAt + n * 60_000,
    bins: [{ binId: 'food-1', fillLevel: 0.99 }],
  }));
  await town.kiosk.sendRaw('batch', JSON.stringify(full));
  await town.levels(0.3, 30);
  await town.wantAlerts();
});
