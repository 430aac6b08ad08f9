// The rules on stations over hours and days, by the clock of a script: hazards whatever their age, stations that are silent,
// dead, taken over or whose clock is off, what is wrong with what they send, and the hub's own clock that steps.
// F37 and F39 to F42 as far as alerts are concerned.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptTime, WatchScript } from '../support/watch-script.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const script = new WatchScript();
beforeAll(() => script.start());
afterAll(() => script.end());

describe('station-offline', () => {
  it('is raised after three silent periods and ten minutes, and ends with the next message', async () => {
    await script.begin('09:20');
    await script.levels({ '09:20': 0.2, '09:40': 0.2, '10:00': 0.2 });
    await script.until('10:39', 1);
    expect(await script.states('station-offline')).toEqual(['pending']);
    await script.until('10:45', 1);
    expect(await script.story('station-offline')).toEqual(['10:41 station-offline fired']);
    await script.levels({ '10:50': 0.2 });
    expect(await script.story('station-offline')).toEqual([
      '10:41 station-offline fired',
      '10:50 station-offline resolved cleared',
    ]);
  });

  it('is raised by a last will that lasts, and by none that is taken back', async () => {
    await script.begin('09:20');
    await script.levels({ '09:20': 0.2, '09:40': 0.2 });
    await script.send('10:00', 'status', { state: 'online', connectionId: 'c-1' });
    await script.send('10:01', 'status', { state: 'offline', connectionId: 'c-1' });
    await script.send('10:05', 'status', { state: 'online', connectionId: 'c-2' });
    await script.until('10:15');
    expect(await script.states('station-offline')).toEqual([]);
    await script.send('10:16', 'status', { state: 'offline', connectionId: 'c-2' });
    await script.until('10:27', 1);
    expect(await script.story('station-offline')).toEqual(['10:26 station-offline fired']);
  });

  it('ends when the station is heard again, also without a status', async () => {
    await script.begin('09:20');
    await script.levels({ '09:20': 0.2, '09:40': 0.2 });
    await script.send('10:00', 'status', { state: 'online', connectionId: 'c-1' });
    await script.send('10:01', 'status', { state: 'offline', connectionId: 'c-1' });
    await script.until('10:12', 1);
    expect(await script.story()).toEqual(['10:11 station-offline fired']);
    await script.levels({ '10:20': 0.2 });
    expect(await script.story()).toEqual([
      '10:11 station-offline fired',
      '10:20 station-offline resolved cleared',
    ]);
  });

  it('is raised for a station that dies without a word, by its last will (F39)', async () => {
    await script.begin('09:20');
    const { kiosk } = await online();
    await script.levels({ '09:40': 0.2, '10:00': 0.2 });
    kiosk.client.stream.destroy();
    await script.soon(async () => (await presence()) === 'offline');
    await script.until('10:12', 1);
    expect(await script.story()).toEqual([expect.stringMatching(/^10:1[01] station-offline fired$/)]);
    await online();
    expect(await script.states('station-offline')).toEqual(['resolved']);
  });

  it('is not raised by a takeover, nor by the will that the old connection left (F40, F41)', async () => {
    await script.begin('10:00');
    const first = await online();
    await script.levels({ '10:04': 0.2 });
    const second = await online();
    await script.until('10:06');
    await second.kiosk.send('status', { state: 'offline', connectionId: first.connectionId });
    await script.until('10:20', 1);
    expect(await presence()).toBe('online');
    expect(await script.alerts()).toEqual([]);
  });

  it('is raised for a station whose connection stands, but says nothing any more (F42)', async () => {
    await script.begin('10:00');
    const { kiosk } = await online();
    await script.until('10:40', 1);
    expect(await script.states('station-offline')).toEqual(['pending']);
    await script.until('10:45', 1);
    expect(kiosk.client.connected).toBe(true);
    expect(await script.story()).toEqual(['10:41 station-offline fired']);
  });
});

describe('hazard', () => {
  it('is raised at once, and ends when the station says so', async () => {
    await script.begin('10:00');
    await script.send('10:00', 'event', { kind: 'fire', phase: 'raised' });
    expect(await script.story('hazard')).toEqual(['10:00 hazard fired']);
    await script.send('10:20', 'event', { kind: 'fire', phase: 'cleared' });
    expect(await script.story('hazard')).toEqual(['10:00 hazard fired', '10:20 hazard resolved cleared']);
  });

  it('is raised whatever the age of the message, at night as well', async () => {
    await script.begin('03:00');
    const observedAt = script.now - 300 * MINUTE_MS;
    await script.send('03:00', 'event', { kind: 'smoke', phase: 'raised', observedAt });
    expect(await script.story('hazard')).toEqual(['03:00 hazard fired']);
  });

  it('is raised by one that is weeks old and comes in a batch, after newer messages of the same boot', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.2, '10:10': 0.2 });
    const observedAt = script.now - 34 * DAY_MS;
    const fire = { type: 'event', bootId: 'old', seq: 1, observedAt, kind: 'fire', phase: 'raised' };
    await (await script.kiosk()).sendRaw('batch', JSON.stringify([fire]));
    await script.judged();
    expect(await script.story('hazard')).toEqual(['10:10 hazard fired']);
    expect(await script.alerts('&rule=hazard')).toMatchObject([{ severity: 'critical' }]);
  });

  it('is raised by a tilt that lasts for five minutes', async () => {
    await script.begin('10:00');
    await script.send('10:00', 'event', { kind: 'tilt', phase: 'raised' });
    await script.send('10:03', 'event', { kind: 'tilt', phase: 'cleared' });
    await script.send('10:04', 'event', { kind: 'tilt', phase: 'raised' });
    await script.until('10:08');
    expect(await script.story('hazard')).toEqual([]);
    await script.until('10:10');
    expect(await script.alerts('&rule=hazard')).toMatchObject([
      { rule: 'hazard', state: 'firing', severity: 'warning' },
    ]);
  });

  it('is not ended by silence', async () => {
    await script.begin('10:00');
    await script.send('10:00', 'event', { kind: 'fire', phase: 'raised' });
    await script.until('13:00');
    expect(await script.story('hazard')).toEqual(['10:00 hazard fired']);
  });
});

describe('station-clock', () => {
  it('is raised by a clock that is off by the same in all of the last messages, and ends when it is right', async () => {
    await script.begin('10:00');
    const bins = [{ binId: 'food-1', fillLevel: 0.2 }];
    for (let minute = 10; minute < 20; minute += 1) {
      const time: ScriptTime = `10:${minute}`;
      await script.until(time);
      await script.send(time, 'fill-level', { bins, observedAt: script.now - 30 * MINUTE_MS });
    }
    expect(await script.states('station-clock')).toEqual(['pending']);
    await script.until('12:10');
    expect(await script.story('station-clock')).toHaveLength(1);
    await script.levels({ '12:20': 0.2, '12:25': 0.2, '12:30': 0.2, '12:35': 0.2, '12:40': 0.2 });
    expect(await script.states('station-clock')).toEqual(['resolved']);
  });

  it('is not raised by old messages that come together', async () => {
    await script.begin('10:00');
    const bins = [{ binId: 'food-1', fillLevel: 0.2 }];
    for (const ago of [90, 80, 70, 60, 50, 40, 30]) {
      await script.send('10:00', 'fill-level', { bins, observedAt: script.now - ago * MINUTE_MS });
    }
    await script.until('11:30');
    expect(await script.states('station-clock')).toEqual([]);
  });
});

describe('station-message-faults', () => {
  it('is raised by twenty rejected messages in an hour, and ends when they are less than half as many', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.2 });
    const kiosk = await script.kiosk();
    for (let count = 0; count < 19; count += 1) {
      await script.until(`10:${count}`);
      await kiosk.sendRaw('drop-off', `no json ${count}`);
    }
    await script.judged();
    await script.until('10:20');
    expect(await script.states('station-message-faults')).toEqual([]);
    await kiosk.sendRaw('drop-off', 'no json at all');
    await script.judged();
    await script.until('10:21');
    expect(await script.states('station-message-faults')).toEqual(['firing']);
    await script.until('11:10');
    expect(await script.states('station-message-faults')).toEqual(['resolved']);
  });

  it('is raised by a fault that the station reports, until it takes it back', async () => {
    await script.begin('10:00');
    await script.send('10:00', 'event', { kind: 'fault', phase: 'raised', code: 'E42' });
    expect(await script.story('station-message-faults')).toEqual(['10:00 station-message-faults fired']);
    await script.send('10:30', 'event', { kind: 'fault', phase: 'cleared', code: 'E42' });
    expect((await script.story('station-message-faults'))[1]).toBe(
      '10:30 station-message-faults resolved cleared',
    );
  });

  it('is raised by two devices that take the connection from each other', async () => {
    await script.begin('10:00');
    for (let count = 0; count < 12; count += 1) await online();
    await script.judged();
    expect(await script.states('station-message-faults')).toEqual([]);
    await online();
    await script.judged();
    expect(await script.alerts('&rule=station-message-faults')).toMatchObject([
      { state: 'firing', evidence: { faults: ['two-devices'], takeovers: 12 } },
    ]);
    await script.until('11:10');
    expect(await script.states('station-message-faults')).toEqual(['resolved']);
  });

  it('is raised by fields that look personal, which costs no reading, and ends an hour after the last', async () => {
    await script.begin('10:00');
    await script.send('10:00', 'drop-off', { binId: 'food-1', weightKg: 1, phone: '13800138000' });
    await script.soon(async () => (await script.states('station-message-faults')).includes('firing'));
    expect(await script.alerts()).toMatchObject([
      { rule: 'station-message-faults', evidence: { faults: ['sends-personal-data'], fields: ['phone'] } },
    ]);
    const delivery = `/api/v1/stations/${script.station}/delivery`;
    expect(await script.hub.get(delivery)).toMatchObject({ received: 1, rejected: {} });
    await script.until('11:05');
    expect(await script.states('station-message-faults')).toEqual(['resolved']);
  });
});

describe('the clock of the hub (F37)', () => {
  it('steps an hour ahead: nobody is called silent, and no hold is over', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.5, '10:10': 0.82, '10:20': 0.84 });
    await script.setClock('11:21');
    await script.until('11:38', 1);
    expect((await script.alerts()).map(({ rule, state }) => [rule, state])).toEqual([
      ['bin-full', 'pending'],
    ]);
    await script.levels({ '11:39': 0.84 });
    await script.until('11:50', 1);
    expect(await script.states('station-offline')).toEqual([]);
  });

  it('steps an hour back: a hold begins anew, what fires stays, nothing ends before it began', async () => {
    await script.begin('10:00');
    await script.send('10:00', 'event', { kind: 'fire', phase: 'raised' });
    await script.levels({ '10:00': 0.5, '10:10': 0.82, '10:20': 0.84 });
    await script.setClock('9:25');
    await script.levels({ '9:30': 0.84 });
    expect(await script.states('bin-full')).toEqual(['pending']);
    await script.until('9:36', 1);
    expect(await script.story()).toEqual(['09:35 bin-full fired', '10:00 hazard fired']);
    await script.levels({ '10:00': 0.03, '10:10': 0.02, '10:20': 0.02, '10:30': 0.02 });
    expect(await script.story('bin-full')).toEqual([
      '09:35 bin-full fired',
      '10:30 bin-full resolved emptied',
    ]);
    expect(await script.states('station-offline')).toEqual([]);
  });
});

/** A device of the station connects, with a last will as devices have it, and says so. */
async function online() {
  const connectionId = `c-${++connections}`;
  const kiosk = await script.connect(script.station, { state: 'offline', connectionId });
  await kiosk.send('status', { state: 'online', connectionId });
  await script.judged();
  return { connectionId, kiosk };
}

let connections = 0;

async function presence(): Promise<string> {
  const { presence } = await script.hub.get<{ presence: { state: string } }>(
    `/api/v1/stations/${script.station}`,
  );
  return presence.state;
}
