// What goes to and fro for hours makes one case, whatever the rule: it comes back once at most, and then stays open until
// it has been quiet. `bin-full` stands in watch-rules.test.ts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptTime, WatchScript } from '../support/watch-script.ts';

const MINUTE_MS = 60_000;
const script = new WatchScript({
  alerts: { overrides: [{ grid: 'town', rules: { 'bin-full-soon': { basisHours: 1 } } }] },
});
beforeAll(() => script.start());
afterAll(() => script.end());

/** From that hour on, so many minutes apart. */
function timesOf(count: number, everyMinutes: number, hour = 10): ScriptTime[] {
  return Array.from({ length: count }, (_, i): ScriptTime => `${hour}:${i * everyMinutes}`);
}

/** A level every so many minutes, these by turns. */
async function turns(levels: readonly number[], count: number, everyMinutes = 10): Promise<void> {
  for (const [i, time] of timesOf(count, everyMinutes).entries()) {
    await script.levels({ [time]: levels[i % levels.length] ?? 0 });
  }
}

async function counts(rule: string): Promise<Record<string, number>> {
  const kinds = (await script.story(rule)).map((line) => line.split(' ')[2] ?? '');
  return Object.fromEntries(
    ['fired', 'resolved', 'reopened'].map((kind) => [kind, kinds.filter((one) => one === kind).length]),
  );
}

const ONCE = { fired: 1, resolved: 0, reopened: 0 };
const NEVER = { fired: 0, resolved: 0, reopened: 0 };
/** It came back within half an hour, and then was left open. */
const ONE_CASE = { fired: 1, resolved: 1, reopened: 1 };

describe('to and fro for hours', () => {
  it('between two levels, an overflowing bin stays one that overflows', async () => {
    await script.begin('10:00');
    await turns([0.97], 3);
    await script.levels({ '10:30': 0.5, '10:40': 0.97, '10:50': 0.5, '11:00': 0.97, '11:10': 0.5 });
    await script.levels({ '11:20': 0.5, '11:30': 0.97, '11:40': 0.97, '11:50': 0.5, '12:00': 0.97 });
    await script.levels({ '12:10': 0.5, '12:20': 0.97, '12:30': 0.5, '12:40': 0.97, '12:50': 0.97 });
    expect(await counts('bin-overflowing')).toEqual(ONCE);
  });

  it('between two levels, a bin that never was so full raises nothing of bins', async () => {
    await script.begin('10:00');
    await turns([0.4, 0.4, 0.4, 0.97], 20);
    const rules = (await script.alerts()).map(({ rule }) => rule);
    expect(rules.filter((rule) => rule !== 'sensor-fault')).toEqual([]);
  });

  it('over its thresholds, an overflowing bin is one case', async () => {
    await script.begin('10:00');
    await turns([0.96, 0.96, 0.86, 0.84], 24, 5);
    expect(await counts('bin-overflowing')).toEqual(ONE_CASE);
  });

  it('around full, a bin is overdue once', async () => {
    await script.begin('10:00');
    await turns([0.82, 0.84, 0.66, 0.62], 22);
    expect(await counts('collection-overdue')).toEqual(ONCE);
  });

  it('between two levels, a full bin is overdue once', async () => {
    await script.begin('10:00');
    await turns([0.85], 14);
    for (let i = 14; i < 30; i += 1) await script.levels({ [`10:${i * 10}`]: i % 3 === 0 ? 0.3 : 0.85 });
    expect(await counts('collection-overdue')).toEqual(ONCE);
  });

  it('around the time at which it is soon full, a bin is one case', async () => {
    await script.begin('06:00', { role: 'slow' });
    await script.levels({ '6:00': 0.2, '7:00': 0.29, '8:00': 0.38, '9:00': 0.47, '9:30': 0.52 });
    await turns([0.64, 0.6, 0.62, 0.58], 18);
    const { fired, reopened } = await counts('bin-full-soon');
    expect({ fired, reopened }).toEqual({ fired: 1, reopened: 0 });
  });

  it('off and on within ten minutes, a station is not offline', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.2 });
    for (let i = 0; i < 16; i += 1) await goOffAndOn(`10:${i * 10}`, `10:${i * 10 + 8}`, i);
    expect(await counts('station-offline')).toEqual(NEVER);
  });

  it('off for longer, again and again, a station is one case', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.2 });
    for (let i = 0; i < 8; i += 1) await goOffAndOn(`10:${i * 25}`, `10:${i * 25 + 15}`, i);
    expect(await counts('station-offline')).toEqual(ONE_CASE);
    await script.levels({ '13:20': 0.2, '13:35': 0.2, '13:50': 0.2 });
    expect((await script.story('station-offline')).at(-1)).toMatch(/ resolved cleared$/);
  });

  it('a sensor that hears an echo now and then is not at fault', async () => {
    await script.begin('10:00');
    for (const [i, time] of timesOf(20, 10).entries()) await (i % 4 === 0 ? echo(time) : noEcho(time));
    expect(await counts('sensor-fault')).toEqual(NEVER);
  });

  it('a sensor that hears none for an hour, again and again, is one case', async () => {
    await script.begin('10:00');
    for (const [i, time] of timesOf(26, 10).entries()) await (i % 9 === 0 ? echo(time) : noEcho(time));
    expect(await counts('sensor-fault')).toEqual(ONE_CASE);
  });

  it('a fire that is raised and taken back again and again is one case', async () => {
    await script.begin('10:00');
    for (const [i, time] of timesOf(24, 10).entries()) {
      await script.send(time, 'event', { kind: 'fire', phase: i % 2 === 0 ? 'raised' : 'cleared' });
    }
    expect(await counts('hazard')).toEqual(ONE_CASE);
    await script.until('14:35');
    expect((await script.story('hazard')).at(-1)).toMatch(/ resolved cleared$/);
  });

  it('a clock that is right now and then is not off', async () => {
    await script.begin('10:00');
    for (const [i, time] of timesOf(50, 3).entries()) await clockOff(time, i % 4 === 0 ? 0 : 30);
    expect(await counts('station-clock')).toEqual(NEVER);
  });

  it('more rejected messages than are allowed, then fewer, then more again are one case', async () => {
    await script.begin('10:00');
    await script.levels({ '10:00': 0.2 });
    const kiosk = await script.kiosk();
    for (const [hour, everyMinutes] of [2, 4, 2].entries()) {
      for (const time of timesOf(60 / everyMinutes, everyMinutes, 10 + hour)) {
        await script.until(time);
        await kiosk.sendRaw('drop-off', 'no json');
      }
    }
    await script.judged();
    expect(await counts('station-message-faults')).toEqual(ONCE);
  });

  it('a fault that the device raises and takes back again and again is one case', async () => {
    await script.begin('10:00');
    for (const [i, time] of timesOf(24, 10).entries()) {
      await script.send(time, 'event', { kind: 'fault', phase: i % 2 === 0 ? 'raised' : 'cleared' });
    }
    expect(await counts('station-message-faults')).toEqual(ONE_CASE);
  });
});

async function goOffAndOn(off: ScriptTime, on: ScriptTime, number: number): Promise<void> {
  const connectionId = `c-${number}`;
  if (number === 0) await script.send(off, 'status', { state: 'online', connectionId });
  await script.send(off, 'status', { state: 'offline', connectionId });
  await script.send(on, 'status', { state: 'online', connectionId: `c-${number + 1}` });
}

async function echo(time: ScriptTime): Promise<void> {
  await script.levels({ [time]: 0.2 });
}

async function noEcho(time: ScriptTime): Promise<void> {
  await script.send(time, 'fill-level', { bins: [{ binId: 'food-1', distanceMm: 2_540 }] });
}

async function clockOff(time: ScriptTime, minutes: number): Promise<void> {
  await script.until(time);
  const observedAt = script.now - minutes * MINUTE_MS;
  await script.send(time, 'fill-level', { bins: [{ binId: 'food-1', fillLevel: 0.2 }], observedAt });
}
