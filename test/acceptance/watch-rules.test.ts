// Every rule over hours and days of one station, by the clock of a script: what is raised and when, what ends it, and
// what neither readings on the edge, nor late ones, nor a restart of the hub in whatever state may raise or lose.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptTime, WatchScript } from '../support/watch-script.ts';

const MINUTE_MS = 60_000;
const script = new WatchScript();
beforeAll(() => script.start());
afterAll(() => script.end());

/** A level every ten minutes from that time on, all the same. */
function steady(level: number, from: number, to: number): Record<ScriptTime, number> {
  const times: Record<ScriptTime, number> = {};
  for (let minutes = from * 60; minutes <= to * 60; minutes += 10) {
    times[`${Math.floor(minutes / 60)}:${minutes % 60}`] = level;
  }
  return times;
}

const FULL = { '10:00': 0.5, '10:10': 0.82, '10:20': 0.84 } as const;
const EMPTIED = { '10:40': 0.03, '10:50': 0.02, '11:00': 0.02, '11:10': 0.02 } as const;

describe('bin-full', () => {
  it('is raised once it has held for ten minutes, and ends with the emptying', async () => {
    await script.begin('10:00');
    await script.levels(FULL);
    expect(await script.states('bin-full')).toEqual(['pending']);
    await script.until('10:29');
    expect(await script.story('bin-full')).toEqual([]);
    await script.until('10:31', 1);
    expect(await script.story('bin-full')).toEqual(['10:30 bin-full fired']);
    await script.levels(EMPTIED);
    expect(await script.story('bin-full')).toEqual([
      '10:30 bin-full fired',
      '11:10 bin-full resolved emptied',
    ]);
  });

  it('ends sooner when the station says that it was emptied', async () => {
    await script.begin('10:00');
    await script.levels({ ...FULL, '10:30': 0.85 });
    await script.send('10:35', 'emptied', { binId: 'food-1' });
    await script.levels({ '10:40': 0.03, '10:50': 0.02 });
    expect(await script.story('bin-full')).toEqual([
      '10:30 bin-full fired',
      '10:50 bin-full resolved emptied',
    ]);
  });

  it('changes nothing between its thresholds', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.7, '10:10': 0.79, '10:20': 0.83, '10:30': 0.84, '10:40': 0.84 });
    await script.levels({ '10:50': 0.7, '11:00': 0.62, '11:10': 0.83, '11:20': 0.62, '11:30': 0.85 });
    expect(await script.story('bin-full')).toEqual(['10:40 bin-full fired']);
  });

  it('is not raised by levels that reach it for less than its hold', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.7, '10:02': 0.82, '10:04': 0.82, '10:06': 0.66, '10:08': 0.58 });
    await script.until('10:30');
    expect(await script.story('bin-full')).toEqual([]);
  });

  it('is raised by no sensor that flips between two levels for hours', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.3, '10:10': 0.31, '10:20': 0.3 });
    for (let hour = 11; hour < 16; hour += 1) {
      await script.levels({ [`${hour}:00`]: 0.97, [`${hour}:10`]: 0.3, [`${hour}:20`]: 0.98 });
      await script.levels({ [`${hour}:40`]: 0.31 });
    }
    expect(await script.story('bin-full')).toEqual([]);
  });

  it('stays open, and is one, while a full bin flips for hours', async () => {
    await script.begin('10:00');
    await script.levels({ ...FULL, '10:30': 0.85 });
    for (let hour = 11; hour < 15; hour += 1) {
      await script.levels({ [`${hour}:00`]: 0.2, [`${hour}:10`]: 0.2, [`${hour}:20`]: 0.85 });
      await script.levels({ [`${hour}:40`]: 0.84 });
    }
    expect(await script.story('bin-full')).toEqual(['10:30 bin-full fired']);
  });

  it('is neither raised nor cleared by what comes late', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.2 });
    await script.until('11:00');
    for (const ago of [50, 40, 30]) {
      const observedAt = script.now - ago * MINUTE_MS;
      await script.send('11:00', 'fill-level', {
        bins: [{ binId: 'food-1', fillLevel: 0.9 }],
        observedAt,
      });
    }
    await script.until('11:20');
    expect(await script.states('bin-full')).toEqual([]);
    await script.levels({ '11:20': 0.9, '11:30': 0.9 });
    expect(await script.story('bin-full')).toEqual(['11:30 bin-full fired']);
    for (const ago of [19, 18, 17, 16]) {
      const observedAt = script.now - ago * MINUTE_MS;
      await script.send('11:30', 'fill-level', {
        bins: [{ binId: 'food-1', fillLevel: 0.02 }],
        observedAt,
      });
    }
    await script.until('11:50');
    expect(await script.story('bin-full')).toEqual(['11:30 bin-full fired']);
  });
});

describe('bin-overflowing', () => {
  it('is raised by two readings, hides bin-full, and gives it back below', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.8, '10:10': 0.96, '10:20': 0.97, '10:30': 0.97 });
    expect(await script.story('bin-overflowing')).toEqual(['10:20 bin-overflowing fired']);
    await script.levels({ '10:40': 0.9, '10:50': 0.87, '11:00': 0.96 });
    expect(await script.story('bin-overflowing')).toEqual(['10:20 bin-overflowing fired']);
    await script.levels({ '11:10': 0.83, '11:20': 0.82 });
    expect((await script.story('bin-overflowing'))[1]).toMatch(/^11:.0 bin-overflowing resolved cleared$/);
    const [below] = await script.alerts('&rule=bin-full');
    expect(below).toMatchObject({ state: 'firing' });
    expect(below?.hiddenBy).toBeUndefined();
  });
});

describe('collection-overdue', () => {
  it('is raised after two hours of service, and ends with the emptying', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.82, '10:10': 0.82, ...steady(0.82, 10.5, 12.5) });
    expect(await script.story('collection-overdue')).toEqual(['12:10 collection-overdue fired']);
    await script.send('12:31', 'emptied', { binId: 'food-1' });
    await script.levels({ '12:40': 0.02, '12:50': 0.02 });
    expect(await script.story('collection-overdue')).toEqual([
      '12:10 collection-overdue fired',
      '12:50 collection-overdue resolved emptied',
    ]);
  });

  it('does not count the night', async () => {
    await script.begin('21:00', { reportingMinutes: 60 });
    await script.levels({ '21:00': 0.82, '21:10': 0.82 });
    for (let hour = 22; hour < 31; hour += 1) await script.levels({ [`${hour}:30`]: 0.82 });
    expect(await script.story('collection-overdue')).toEqual([]);
    await script.levels({ '31:20': 0.83 });
    expect(await script.story('collection-overdue')).toEqual(['31:10 collection-overdue fired']);
  });
});

describe('bin-full-soon', () => {
  it('is raised by the mean rate of a bin, and gives way to bin-full', async () => {
    await script.begin('00:00', { reportingMinutes: 60 });
    for (let hour = 0; hour < 12; hour += 1) await script.levels({ [`${hour}:00`]: 0.05 + hour * 0.04 });
    expect(await script.states('bin-full-soon')).toEqual([]);
    for (let hour = 12; hour < 18; hour += 1) await script.levels({ [`${hour}:00`]: 0.05 + hour * 0.04 });
    expect(await script.states('bin-full-soon')).toEqual(['firing']);
    expect(await script.states('bin-full')).toEqual([]);
    await script.levels({ '18:00': 0.81, '18:15': 0.82, '18:30': 0.82 });
    expect(await script.story('bin-full')).toHaveLength(1);
    expect((await script.story('bin-full-soon')).at(-1)).toMatch(/resolved superseded$/);
  });
});

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
});

describe('sensor-fault', () => {
  it('is raised by a sensor that hears no echo for an hour, and ends with the first echo', async () => {
    await script.begin('10:00');
    const noEcho = { bins: [{ binId: 'food-1', distanceMm: 2_540 }] };
    await script.levels({ '10:00': 0.2 });
    for (const time of ['10:10', '10:30', '10:50', '11:05'] as const) {
      await script.send(time, 'fill-level', noEcho);
    }
    expect(await script.states('sensor-fault')).toEqual(['pending']);
    await script.until('11:12');
    expect(await script.story('sensor-fault')).toEqual(['11:10 sensor-fault fired']);
    await script.levels({ '11:20': 0.22 });
    expect(await script.story('sensor-fault')).toEqual([
      '11:10 sensor-fault fired',
      '11:20 sensor-fault resolved cleared',
    ]);
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
    for (let count = 0; count < 13; count += 1) {
      await script.send('10:00', 'status', { state: 'online', connectionId: `c-${count}` });
    }
    expect(await script.states('station-message-faults')).toEqual(['firing']);
  });
});

describe('a restart of the hub', () => {
  it('loses no hold of a pending alert, and no hazard', async () => {
    await script.begin('10:00');
    await script.levels(FULL);
    await script.send('10:21', 'event', { kind: 'fire', phase: 'raised' });
    const before = await script.alerts();
    expect(before.map(({ rule, state }) => [rule, state])).toEqual([
      ['bin-full', 'pending'],
      ['hazard', 'firing'],
    ]);
    await script.restart({ at: '10:23' });
    expect(await script.alerts()).toEqual(before);
    await script.until('10:32', 1);
    expect(await script.story()).toEqual(['10:21 hazard fired', '10:30 bin-full fired']);
  });

  it('keeps an alert that fires, and who accepted it', async () => {
    await script.begin('10:00');
    await script.levels({ ...FULL, '10:30': 0.85 });
    const [firing] = await script.alerts();
    expect(await script.act(firing?.id ?? '', 'acknowledge', { by: 'li' })).toBe(200);
    const before = await script.alerts();
    expect(before).toMatchObject([{ state: 'firing', acknowledged: { by: 'li' } }]);
    await script.restart({ at: '10:33' });
    expect(await script.alerts()).toEqual(before);
    await script.levels(EMPTIED);
    expect(await script.story()).toEqual([
      '10:30 bin-full acknowledged',
      '10:30 bin-full fired',
      '11:10 bin-full resolved emptied',
    ]);
  });

  it('neither brings back what was closed nor tells again that a station is offline', async () => {
    await script.begin('10:00');
    await script.levels({ ...FULL, '10:30': 0.85, ...EMPTIED });
    await script.until('11:55', 1);
    const before = await script.story();
    expect(before).toEqual([
      '10:30 bin-full fired',
      '11:10 bin-full resolved emptied',
      '11:50 station-offline fired',
    ]);
    await script.restart({ at: '11:57' });
    await script.until('12:50', 1);
    expect(await script.story()).toEqual(before);
  });
});
