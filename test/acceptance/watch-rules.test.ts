// The rules on bins over hours and days, by the clock of a script: what is raised and when, what ends it, and what
// neither spikes, nor readings on the edge, nor late ones may raise or clear.
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

/** From 6:00 on for eight hours, a reading every ten minutes, so many of each level by turns. */
function flipping({ high, low, readings }: { high: number; low: number; readings: number }) {
  const times: Record<ScriptTime, number> = {};
  for (let reading = 0; reading < 48; reading += 1) {
    times[`6:${reading * 10}`] = Math.floor(reading / readings) % 2 === 1 ? high : low;
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

  it('is not raised when the bin is emptied just before its hold ends, by what the sensor shows', async () => {
    await script.begin('10:00');
    await script.levels({ ...FULL, '10:28': 0.03 });
    await script.until('10:37', 1);
    expect(await script.states('bin-full')).toEqual(['pending']);
    await script.levels({ '10:38': 0.02, '10:48': 0.02, '10:58': 0.02 });
    expect(await script.alerts()).toEqual([]);
  });

  it('is not raised when the station says just before its hold ends that the bin was emptied', async () => {
    await script.begin('10:00');
    await script.levels(FULL);
    await script.send('10:26', 'emptied', { binId: 'food-1' });
    await script.until('10:38', 1);
    expect(await script.states('bin-full')).toEqual(['pending']);
    await script.levels({ '10:40': 0.03, '10:50': 0.02 });
    expect(await script.alerts()).toEqual([]);
  });

  it('is raised by the next level when neither the fall nor the word was true', async () => {
    await script.begin('10:00');
    await script.levels({ ...FULL, '10:28': 0.1 });
    await script.send('10:29', 'emptied', { binId: 'food-1' });
    await script.until('10:39', 1);
    expect(await script.story('bin-full')).toEqual([]);
    await script.levels({ '10:40': 0.85 });
    expect(await script.story('bin-full')).toEqual(['10:40 bin-full fired']);
  });

  it('is not raised twice by sensors that flip between two levels for hours', async () => {
    await script.begin('06:00');
    const { k, near, slow } = script.stations;
    await script.play({
      [k]: flipping({ high: 0.97, low: 0.3, readings: 1 }),
      [near]: flipping({ high: 0.85, low: 0.45, readings: 4 }),
      [slow]: flipping({ high: 0.82, low: 0.58, readings: 2 }),
    });
    for (const station of [k, near, slow]) {
      const story = await script.story('bin-full', station);
      expect(story.filter((line) => line.endsWith(' fired')).length).toBeLessThanOrEqual(1);
      expect(story.filter((line) => line.endsWith(' reopened'))).toEqual([]);
    }
    expect(await script.story('bin-full', near)).toHaveLength(2);
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
  it('is not raised by one reading and a spike that nothing has confirmed', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.7, '10:10': 0.7, '10:20': 1, '10:30': 0.82, '10:40': 0.98 });
    await script.until('10:49');
    expect(await script.states('bin-overflowing')).toEqual([]);
    await script.levels({ '10:50': 0.98 });
    expect(await script.story('bin-overflowing')).toEqual(['10:50 bin-overflowing fired']);
  });

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
    await script.begin('21:00', { role: 'slow' });
    await script.levels({ '21:00': 0.82, '21:10': 0.82 });
    for (let hour = 22; hour < 31; hour += 1) await script.levels({ [`${hour}:30`]: 0.82 });
    expect(await script.story('collection-overdue')).toEqual([]);
    await script.levels({ '31:20': 0.83 });
    expect(await script.story('collection-overdue')).toEqual(['31:10 collection-overdue fired']);
  });
});

describe('bin-full-soon', () => {
  it('is raised by the mean rate of a bin, and gives way to bin-full', async () => {
    await script.begin('00:00', { role: 'slow' });
    for (let hour = 0; hour < 12; hour += 1) await script.levels({ [`${hour}:00`]: 0.05 + hour * 0.04 });
    expect(await script.states('bin-full-soon')).toEqual([]);
    for (let hour = 12; hour < 18; hour += 1) await script.levels({ [`${hour}:00`]: 0.05 + hour * 0.04 });
    expect(await script.states('bin-full-soon')).toEqual(['firing']);
    expect(await script.states('bin-full')).toEqual([]);
    await script.levels({ '18:00': 0.81, '18:15': 0.82, '18:30': 0.82 });
    expect(await script.story('bin-full')).toHaveLength(1);
    expect((await script.story('bin-full-soon')).at(-1)).toMatch(/resolved superseded$/);
  });

  it('looks further ahead while its area is warned of the stream, and says so', async () => {
    await script.begin('00:00', { role: 'slow' });
    const near = { station: script.stations.near };
    for (let hour = 0; hour <= 15; hour += 1) await script.levels({ [`${hour}:00`]: 0.05 + hour * 0.04 });
    await script.until('15:15');
    expect(await script.states('bin-full-soon')).toEqual([]);
    await script.levels({ '15:15': 0.97, '15:20': 0.97 }, near);
    await script.until('15:40', 1);
    const [soon] = await script.alerts('&rule=bin-full-soon');
    expect(soon).toMatchObject({ state: 'firing', evidence: { aheadHours: 4, level: 0.65 } });
    // It ends by itself, and what was raised meanwhile does not flicker.
    await script.levels({ '15:45': 0.02, '15:55': 0.02, '16:05': 0.02, '16:15': 0.02 }, near);
    await script.until('16:40', 1);
    expect(await script.openAdvisories()).toEqual([]);
    expect(await script.states('bin-full-soon')).toEqual(['firing']);
  });
});

describe('sensor-fault', () => {
  it('is raised by a sensor that shows the same for two days while deposits come, until it moves', async () => {
    await script.begin('00:00', { role: 'slow', stepMinutes: 30 });
    for (let hour = 0; hour <= 48; hour += 1) {
      await script.levels({ [`${hour}:00`]: 0.4 });
      if (hour % 2 === 0) await script.send(`${hour}:10`, 'drop-off', { binId: 'food-1', weightKg: 1 });
    }
    expect(await script.states('sensor-fault')).toEqual(['pending']);
    await script.until('49:00');
    const [stuck] = await script.alerts('&rule=sensor-fault');
    expect(stuck).toMatchObject({ evidence: { faults: ['stuck'] } });
    await script.levels({ '49:10': 0.45 });
    expect(await script.story('sensor-fault')).toEqual([
      '49:00 sensor-fault fired',
      '49:10 sensor-fault resolved cleared',
    ]);
  });

  it('is raised once by a sensor that flips between two levels for hours', async () => {
    await script.begin('10:00');
    for (let reading = 0; reading < 24; reading += 1) {
      await script.levels({ [`10:${reading * 10}`]: reading % 2 === 0 ? 0.3 : 0.75 });
    }
    expect(await script.story()).toEqual([expect.stringMatching(/^11:.. sensor-fault fired$/)]);
    expect(await script.alerts()).toMatchObject([{ evidence: { faults: ['flipping'] } }]);
  });

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
