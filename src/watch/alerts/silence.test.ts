// When a silence is active, and what it covers.
import { describe, expect, test } from 'vitest';
import { holds, MINUTE_MS, story, T0 } from './alert-book.test-support.ts';
import { isCoveredBy, isSilenceActive, type Silence, type SilenceScope } from './silence.ts';

const BASE: Silence = { id: 's', scope: { station: 'S1' }, reason: 'works', by: 'li', at: T0 };

describe('when', () => {
  test('from its beginning to its end, or until somebody ends it', () => {
    const silence = { ...BASE, from: T0 + 1000, until: T0 + 2000 };
    const active = [999, 1000, 1999, 2000].map((ms) => isSilenceActive(silence, T0 + ms));
    expect(active).toEqual([false, true, true, false]);
    expect(isSilenceActive({ ...silence, ended: { at: T0 + 1200, by: 'wang' } }, T0 + 1500)).toBe(false);
  });

  // 2026-03-02 is a Monday; Shanghai is 8 h ahead of UTC.
  const shanghai = (time: string) => Date.parse(`${time}:00+08:00`);
  const at = Date.UTC(2026, 0, 1);

  test.each([
    ['2026-03-02T08:59', false],
    ['2026-03-02T09:00', true],
    ['2026-03-02T10:59', true],
    ['2026-03-02T11:00', false],
    ['2026-03-03T09:30', false],
    ['2026-03-08T09:30', true],
  ])('Mondays and Sundays, nine to eleven: %s', (time, active) => {
    const weekly = { days: [1, 7], from: '09:00', to: '11:00', zone: 'Asia/Shanghai' };
    expect(isSilenceActive({ ...BASE, at, weekly }, shanghai(time))).toBe(active);
  });

  test.each([
    ['2026-03-02T21:59', false],
    ['2026-03-02T22:00', true],
    ['2026-03-03T05:59', true],
    ['2026-03-03T06:00', false],
    ['2026-03-03T22:30', false],
    ['2026-03-09T05:00', true],
  ])('over midnight, from Sunday or Monday night: %s', (time, active) => {
    const weekly = { days: [7, 1], from: '22:00', to: '06:00', zone: 'Asia/Shanghai' };
    expect(isSilenceActive({ ...BASE, at, weekly }, shanghai(time))).toBe(active);
  });

  test('to the end of the day', () => {
    const weekly = { days: [1], from: '22:00', to: '24:00', zone: 'Asia/Shanghai' };
    expect(isSilenceActive({ ...BASE, at, weekly }, shanghai('2026-03-02T23:59'))).toBe(true);
    expect(isSilenceActive({ ...BASE, at, weekly }, shanghai('2026-03-03T00:00'))).toBe(false);
  });
});

describe('what', () => {
  const { says, saysOfStation, open } = story();
  says({});
  saysOfStation({ rule: 'hazard', kind: 'hazard', verdict: holds('critical') });
  const full = open().find(({ rule }) => rule === 'bin-full');
  const hazard = open().find(({ rule }) => rule === 'hazard');
  if (!full || !hazard) throw new Error('cannot set up: expected an alert of each');

  const scopes: [SilenceScope, boolean, boolean][] = [
    [{}, false, false],
    [{ station: 'S1' }, true, false],
    [{ station: 'S2' }, false, false],
    [{ area: 'town' }, true, false],
    [{ area: 'south' }, false, false],
    [{ stream: 'food' }, true, false],
    [{ stream: 'residual' }, false, false],
    [{ rule: 'bin-full', station: 'S1', area: 'north', stream: 'food' }, true, false],
    [{ rule: 'bin-overflowing' }, false, false],
    [{ rule: 'hazard', station: 'S1' }, false, true],
  ];
  test.each(scopes)('%o covers a full bin: %s, a hazard: %s', (scope, coversFull, coversHazard) => {
    const silence = { ...BASE, scope, until: T0 + MINUTE_MS };
    expect(isCoveredBy(silence, full, ['north', 'town'])).toBe(coversFull);
    expect(isCoveredBy(silence, hazard, ['north', 'town'])).toBe(coversHazard);
  });
});
