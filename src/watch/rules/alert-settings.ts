// The settings of all rules and of how levels are judged, and which of them hold for a bin or a station: an override of the town's values for a
// stream, a grid with everything below it, or a station. Plain data, so that it can go to another thread.
import type { OpeningWindow } from '../../model/station.ts';
import type { Stream } from '../../model/stream.ts';
import type { AdvisorySettings } from '../advisories/advisory.ts';
import type { BinSettings } from '../bin-state/settings.ts';
import type { RuleId, RuleSettings } from './rule.ts';

/** Of every rule, each with the keys that are its own. */
export type SettingsByRule = Readonly<Record<RuleId, RuleSettings>>;

export interface AlertSettings {
  rules: SettingsByRule;
  /** When limits run, in local time; none: never. */
  serviceHours: readonly OpeningWindow[];
  /** How levels are judged. */
  bins: BinSettings;
  overrides: readonly SettingsOverride[];
  /** When areas are warned. */
  advisories: AdvisorySettings;
}

/** Holds where all that it names is the case; the nearer one wins: station over grid over stream. */
export interface SettingsOverride {
  stream?: Stream | undefined;
  grid?: string | undefined;
  station?: string | undefined;
  rules: Readonly<Partial<Record<RuleId, Readonly<Partial<RuleSettings>>>>>;
  serviceHours?: readonly OpeningWindow[] | undefined;
  bins?: Readonly<Partial<BinSettings>> | undefined;
}

export interface Place {
  station: string;
  /** From the station's grid up to the root. */
  gridPath: readonly string[];
  /** Of the bin; absent for what concerns the station: what is set for a stream does not hold there. */
  stream?: Stream;
}

export type PlaceSettings = Pick<AlertSettings, 'rules' | 'serviceHours' | 'bins'>;

/** To be kept as long as neither the settings nor the place change: it is too slow for every reading. */
export function settingsAt(
  { rules, serviceHours, bins, overrides }: AlertSettings,
  place: Place,
): PlaceSettings {
  const matching = overrides
    .filter((override) => isAt(override, place))
    .sort((a, b) => nearness(a, place) - nearness(b, place));
  let result: PlaceSettings = { rules, serviceHours, bins };
  for (const override of matching) result = overlay(result, override);
  return result;
}

function isAt({ stream, grid, station }: SettingsOverride, place: Place): boolean {
  if (stream !== undefined && stream !== place.stream) return false;
  if (grid !== undefined && !place.gridPath.includes(grid)) return false;
  return station === undefined || station === place.station;
}

/** Steps of the tree count more than the stream, a station more than any grid; equals stay in the order of the file. */
function nearness({ stream, grid, station }: SettingsOverride, { gridPath }: Place): number {
  const depth = grid === undefined ? 0 : gridPath.length - gridPath.indexOf(grid);
  const steps = station === undefined ? depth : gridPath.length + 1;
  return 2 * steps + (stream === undefined ? 0 : 1);
}

function overlay(settings: PlaceSettings, { rules, serviceHours, bins }: SettingsOverride): PlaceSettings {
  const changed = Object.entries(rules).map(([id, values]) => [
    id,
    { ...settings.rules[id as RuleId], ...values },
  ]);
  return {
    rules: { ...settings.rules, ...Object.fromEntries(changed) },
    serviceHours: serviceHours ?? settings.serviceHours,
    bins: bins ? { ...settings.bins, ...bins } : settings.bins,
  };
}
