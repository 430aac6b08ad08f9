import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STREAMS } from '../../model/stream.ts';
import { ADVISORY_DEFAULTS, type AdvisoryState, type Alternative } from './advisory.ts';
import { causeKey, type FiringAlert } from './causes.ts';
import { type AdvisoryInput, createAdvisoryState, stepAdvisories, warnedStreams } from './step-advisories.ts';

const START = Date.UTC(2026, 10, 23, 2);
const MINUTE_MS = 60_000;
const room: Alternative = { station: 's-9', name: '涂山路 9 号', distanceM: 180, freeLitres: 140 };

function step(
  state: AdvisoryState,
  firing: FiringAlert[],
  more: Partial<AdvisoryInput> & { minute: number },
) {
  const { minute, ...input } = more;
  const now = START + minute * MINUTE_MS;
  return stepAdvisories(state, {
    firing,
    alternatives: () => [room],
    settings: ADVISORY_DEFAULTS,
    now,
    ...input,
  });
}

function overflowing(station: string, stream: FiringAlert['stream'] = 'food', grid = 'e-1'): FiringAlert {
  return { rule: 'bin-overflowing', station, grid, stream, binIds: [`${stream}-1`] };
}

function full(station: string, binIds: string[], grid = 'e-1'): FiringAlert {
  return { rule: 'bin-full', station, grid, stream: 'food', binIds };
}

function hazard(station: string): FiringAlert {
  return { rule: 'hazard', station, grid: 'e-1', binIds: [] };
}

describe('an overflowing bin', () => {
  it('warns its area at once and says where there is room', () => {
    const state = createAdvisoryState();
    const { started, messages } = step(state, [overflowing('s-1')], { minute: 0 });
    expect(started).toEqual([
      {
        id: `e-1.overflowing.food.${START.toString(36)}`,
        grid: 'e-1',
        kind: 'overflowing',
        stream: 'food',
        station: 's-1',
        bins: [{ station: 's-1', binId: 'food-1' }],
        alternatives: [room],
        since: START,
        validUntil: START + 120 * MINUTE_MS,
        toldAt: START,
      },
    ]);
    expect(messages).toHaveLength(1);
    expect(JSON.parse(messages[0]?.payload ?? '')).toMatchObject({
      kind: 'overflowing',
      alternatives: [room],
    });
    expect(warnedStreams(state)).toEqual(new Map([['e-1', new Set(['food'])]]));
  });

  it('is told once, however often it is looked at', () => {
    const state = createAdvisoryState();
    step(state, [overflowing('s-1')], { minute: 0 });
    for (let minute = 1; minute < 60; minute++)
      expect(step(state, [overflowing('s-1')], { minute })).toEqual({
        started: [],
        renewed: [],
        ended: [],
        messages: [],
      });
  });

  it('is told again when half of its time is over, and has two hours then', () => {
    const state = createAdvisoryState();
    step(state, [overflowing('s-1')], { minute: 0 });
    const { renewed } = step(state, [overflowing('s-1')], { minute: 60 });
    expect(renewed.map(({ validUntil }) => validUntil)).toEqual([START + 180 * MINUTE_MS]);
  });

  it('joins the advisory that is open, and is told no more often than every five minutes', () => {
    const state = createAdvisoryState();
    step(state, [overflowing('s-1')], { minute: 0 });
    const both = [overflowing('s-1'), overflowing('s-2')];
    expect(step(state, both, { minute: 1 }).messages).toEqual([]);
    const { renewed, started } = step(state, both, { minute: 5 });
    expect(started).toEqual([]);
    expect(renewed[0]?.bins.map(({ station }) => station)).toEqual(['s-1', 's-2']);
  });

  it('is told again when the room is elsewhere, not when it is a little less', () => {
    const state = createAdvisoryState();
    const firing = [overflowing('s-1')];
    step(state, firing, { minute: 0 });
    const little = { minute: 10, alternatives: () => [{ ...room, freeLitres: 120 }] };
    expect(step(state, firing, little).renewed).toEqual([]);
    const gone = { minute: 11, alternatives: () => [] };
    expect(step(state, firing, gone).renewed).toHaveLength(1);
  });

  it('ends five minutes after it is emptied, with an empty message', () => {
    const state = createAdvisoryState();
    step(state, [overflowing('s-1')], { minute: 0 });
    expect(step(state, [], { minute: 20 }).ended).toEqual([]);
    expect(step(state, [], { minute: 24 }).ended).toEqual([]);
    const { ended, messages } = step(state, [], { minute: 25 });
    expect(ended).toHaveLength(1);
    expect(messages).toEqual([{ grid: 'e-1', payload: '' }]);
    expect(state.open).toEqual([]);
  });

  it('that flickers is one advisory', () => {
    const state = createAdvisoryState();
    let told = 0;
    for (let minute = 0; minute < 55; minute++)
      told += step(state, minute % 4 < 2 ? [overflowing('s-1')] : [], { minute }).messages.length;
    expect(told).toBe(1);
  });

  it('of one station causes one an hour', () => {
    const state = createAdvisoryState();
    step(state, [overflowing('s-1', 'food')], { minute: 0 });
    expect(step(state, [overflowing('s-1', 'residual')], { minute: 1 }).started).toEqual([]);
    expect(step(state, [overflowing('s-1', 'residual')], { minute: 59 }).started).toEqual([]);
    expect(step(state, [overflowing('s-1', 'residual')], { minute: 60 }).started).toHaveLength(1);
  });

  it('of another station may cause one meanwhile', () => {
    const state = createAdvisoryState();
    step(state, [overflowing('s-1', 'food')], { minute: 0 });
    const both = [overflowing('s-1', 'food'), overflowing('s-1', 'residual'), overflowing('s-2', 'residual')];
    expect(step(state, both, { minute: 1 }).started.map(({ station }) => station)).toEqual(['s-2']);
  });
});

describe('bins near full', () => {
  it('warn the area when there are three of a stream', () => {
    const state = createAdvisoryState();
    const two = [full('s-1', ['food-1', 'food-2'])];
    expect(step(state, two, { minute: 0 }).started).toEqual([]);
    expect(step(state, [...two, full('s-2', ['food-1'], 'w-1')], { minute: 1 }).started).toEqual([]);
    const { started } = step(state, [...two, full('s-3', ['food-1'])], { minute: 2 });
    expect(started.map(({ kind, station }) => [kind, station])).toEqual([['many-near-full', 's-1']]);
  });

  it('are those that are full, not those that will be: a forecast warns nobody', () => {
    const soon: FiringAlert = { ...full('s-1', ['food-1', 'food-2', 'food-3']), rule: 'bin-full-soon' };
    expect(step(createAdvisoryState(), [soon], { minute: 0 }).started).toEqual([]);
  });

  it('say nothing more once one overflows: one advisory takes the place of the other', () => {
    const state = createAdvisoryState();
    const three = [full('s-1', ['food-1', 'food-2', 'food-3'])];
    step(state, three, { minute: 0 });
    const { started, ended, messages } = step(state, [...three, overflowing('s-2')], { minute: 10 });
    expect(ended.map(({ kind }) => kind)).toEqual(['many-near-full']);
    expect(started.map(({ kind }) => kind)).toEqual(['overflowing']);
    expect(messages.map(({ payload }) => payload && JSON.parse(payload).kind)).toEqual(['', 'overflowing']);
  });
});

describe('a hazard', () => {
  it('that one device alone tells does not alarm the area', () => {
    expect(step(createAdvisoryState(), [hazard('s-1')], { minute: 0 }).started).toEqual([]);
  });

  it('that a second station or a person tells as well does, and nobody is sent elsewhere', () => {
    const byTwo = step(createAdvisoryState(), [hazard('s-1'), hazard('s-2')], { minute: 0 });
    expect(byTwo.started).toMatchObject([{ kind: 'hazard', station: 's-1', alternatives: [] }]);
    const report: FiringAlert = { ...hazard('s-1'), rule: 'reported', report: { kind: 'fire' } };
    const byPerson = step(createAdvisoryState(), [report], { minute: 0 });
    expect(byPerson.started).toMatchObject([{ kind: 'hazard', bins: [{ station: 's-1' }] }]);
  });

  it('is the last that is said, so that it is the one retained', () => {
    const state = createAdvisoryState();
    step(state, [hazard('s-1'), hazard('s-2')], { minute: 0 });
    const all = [hazard('s-1'), hazard('s-2'), overflowing('s-3')];
    const { messages } = step(state, all, { minute: 1 });
    expect(messages.map(({ payload }) => JSON.parse(payload).kind)).toEqual(['overflowing', 'hazard']);
  });
});

describe('always', () => {
  const alert = fc.record({
    rule: fc.constantFrom<FiringAlert['rule']>('bin-overflowing', 'bin-full', 'bin-full-soon', 'hazard'),
    station: fc.constantFrom('s-1', 's-2', 's-3'),
    grid: fc.constantFrom('e-1', 'w-1'),
    stream: fc.constantFrom(...STREAMS),
    binIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
  });
  const steps = fc.array(
    fc.record({ passed: fc.integer({ min: -30, max: 90 }), firing: fc.array(alert, { maxLength: 6 }) }),
    { maxLength: 40 },
  );

  it('one advisory per cause at most, none beyond two hours, one per station and kind in an hour', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const state = createAdvisoryState();
        const begun: { key: string; at: number }[] = [];
        let minute = 0;
        let newest = 0;
        for (const { passed, firing } of history) {
          minute += passed;
          const { started } = step(state, firing, { minute });
          const now = START + minute * MINUTE_MS;
          const keys = state.open.map(causeKey);
          expect(new Set(keys).size).toBe(keys.length);
          for (const { validUntil, calmSince } of state.open)
            if (calmSince === undefined) expect(validUntil).toBeLessThanOrEqual(now + 120 * MINUTE_MS);
          // A clock that is set back may let an hour come twice.
          if (minute < newest) begun.length = 0;
          newest = Math.max(newest, minute);
          for (const { station, kind } of started) {
            const key = `${station}/${kind}`;
            expect(begun.filter((one) => one.key === key && now - one.at < 60 * MINUTE_MS)).toEqual([]);
            begun.push({ key, at: now });
          }
        }
      }),
    );
  });

  it('everything ends when nothing fires any more', () => {
    fc.assert(
      fc.property(fc.array(alert), (firing) => {
        const state = createAdvisoryState();
        const { started } = step(state, firing, { minute: 0 });
        step(state, [], { minute: 1 });
        const { ended } = step(state, [], { minute: 6 });
        expect(ended).toHaveLength(started.length);
        expect(state.open).toEqual([]);
      }),
    );
  });
});
