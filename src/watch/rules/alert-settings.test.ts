import { describe, expect, test } from 'vitest';
import { ADVISORY_DEFAULTS } from '../advisories/advisory.ts';
import { DEFAULT_BIN_SETTINGS } from '../bin-state/settings.ts';
import { type AlertSettings, type Place, type SettingsOverride, settingsAt } from './alert-settings.ts';
import { RULES } from './index.ts';
import type { RuleId, RuleSettings } from './rule.ts';

const rules = Object.fromEntries(RULES.map(({ id, defaults }) => [id, defaults])) as Record<
  RuleId,
  RuleSettings
>;
const SERVICE = [{ from: '06:00', to: '22:00' }];
const EARLY = [{ from: '05:00', to: '13:00' }];
const BINS = DEFAULT_BIN_SETTINGS;
const TOWN = { rules, serviceHours: SERVICE, bins: BINS, advisories: ADVISORY_DEFAULTS };
const PLACE: Place = { station: 'ts-001', gridPath: ['g1', 'road', 'town'], stream: 'food' };

/** Minutes that bin-full is held at the place. */
function holdWith(overrides: SettingsOverride[], place = PLACE): number {
  const settings: AlertSettings = { ...TOWN, overrides };
  return settingsAt(settings, place).rules['bin-full'].holdMinutes;
}

const hold = (holdMinutes: number) => ({ rules: { 'bin-full': { holdMinutes } } });

describe('an override', () => {
  test.each<[string, SettingsOverride, number]>([
    ['of its stream', { stream: 'food', ...hold(1) }, 1],
    ['of another stream', { stream: 'residual', ...hold(1) }, 10],
    ['of its grid', { grid: 'g1', ...hold(1) }, 1],
    ['of an area above', { grid: 'town', ...hold(1) }, 1],
    ['of another grid', { grid: 'g2', ...hold(1) }, 10],
    ['of it', { station: 'ts-001', ...hold(1) }, 1],
    ['of another station', { station: 'ts-002', ...hold(1) }, 10],
    ['of its grid and another stream', { grid: 'g1', stream: 'residual', ...hold(1) }, 10],
  ])('%s', (_, override, minutes) => {
    expect(holdWith([override])).toBe(minutes);
  });

  test('the nearer one wins, wherever it stands', () => {
    const all: SettingsOverride[] = [
      { station: 'ts-001', stream: 'food', ...hold(7) },
      { station: 'ts-001', ...hold(6) },
      { grid: 'g1', stream: 'food', ...hold(5) },
      { grid: 'g1', ...hold(4) },
      { grid: 'town', stream: 'food', ...hold(3) },
      { grid: 'town', ...hold(2) },
      { stream: 'food', ...hold(1) },
    ];
    for (let i = 0; i < all.length; i += 1) expect(holdWith(all.slice(i))).toBe(7 - i);
  });

  test('of two alike the later one', () => {
    expect(
      holdWith([
        { grid: 'g1', ...hold(1) },
        { grid: 'g1', ...hold(2) },
      ]),
    ).toBe(2);
  });

  test('key by key', () => {
    const overrides: SettingsOverride[] = [
      { stream: 'food', ...hold(1) },
      { grid: 'g1', rules: { 'bin-full': { severity: 'notice' } } },
    ];
    expect(settingsAt({ ...TOWN, overrides }, PLACE).rules).toEqual({
      ...rules,
      'bin-full': { ...rules['bin-full'], holdMinutes: 1, severity: 'notice' },
    });
  });

  test('of service hours', () => {
    const overrides: SettingsOverride[] = [
      { grid: 'road', rules: {}, serviceHours: EARLY },
      { station: 'ts-001', ...hold(1) },
    ];
    const at = (place: Place) => settingsAt({ ...TOWN, overrides }, place).serviceHours;
    expect(at(PLACE)).toEqual(EARLY);
    expect(at({ station: 'ts-009', gridPath: ['g9'] })).toEqual(SERVICE);
  });

  test('of how levels are judged, key by key', () => {
    const overrides: SettingsOverride[] = [
      { stream: 'food', rules: {}, bins: { stuckMs: 1, noEchoMm: 4_000 } },
      { station: 'ts-001', rules: {}, bins: { stuckMs: 2 } },
    ];
    const at = (place: Place) => settingsAt({ ...TOWN, overrides }, place).bins;
    expect(at(PLACE)).toEqual({ ...BINS, stuckMs: 2, noEchoMm: 4_000 });
    expect(at({ station: 'ts-009', gridPath: ['g9'] })).toBe(BINS);
  });

  test('of a stream does not hold for what concerns the station', () => {
    const { stream: _, ...station } = PLACE;
    expect(holdWith([{ stream: 'food', ...hold(1) }], station)).toBe(10);
  });
});
