// What alerts.yaml may say of how levels are judged: the keys of `bins`, in the units that people think in, and what
// they are in the bin state.
import { z } from 'zod';
import { type BinSettings, DEFAULT_BIN_SETTINGS } from '../watch/bin-state/settings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Key {
  /** Of the bin state, and how much of it one of the key is. */
  setting: keyof BinSettings;
  unit: number;
  schema: z.ZodNumber;
}

const level = z.number().gt(0).max(1);
const readings = z.int().min(1).max(15);
const hours = z.number().gt(0).max(168);

const KEYS: Readonly<Record<string, Key>> = {
  medianReadings: { setting: 'windowReadings', unit: 1, schema: readings.min(3) },
  medianHours: { setting: 'windowMs', unit: HOUR_MS, schema: hours },
  spikeLevel: { setting: 'spikeLevel', unit: 1, schema: level },
  emptiedFall: { setting: 'emptiedFall', unit: 1, schema: level },
  emptiedReadings: { setting: 'emptiedReadings', unit: 1, schema: readings },
  emptyLevel: { setting: 'emptyLevel', unit: 1, schema: level },
  claimReadings: { setting: 'claimReadings', unit: 1, schema: readings },
  claimSlackMinutes: { setting: 'claimSlackMs', unit: MINUTE_MS, schema: z.number().min(0).max(720) },
  claimWithinHours: { setting: 'claimWithinMs', unit: HOUR_MS, schema: hours },
  flipHoldHours: { setting: 'flipHoldMs', unit: HOUR_MS, schema: hours },
  flipMemoryHours: { setting: 'flipMemoryMs', unit: HOUR_MS, schema: hours },
  maxTiltDeg: { setting: 'maxTiltDeg', unit: 1, schema: z.number().gt(0).max(180) },
  noEchoMm: { setting: 'noEchoMm', unit: 1, schema: z.number().gt(0).max(20_000) },
  blindZoneMm: { setting: 'blindZoneMm', unit: 1, schema: z.number().min(0).max(2_000) },
  stuckHours: { setting: 'stuckMs', unit: HOUR_MS, schema: z.number().gt(0).max(720) },
  stuckDeposits: { setting: 'stuckDeposits', unit: 1, schema: z.int().min(1).max(10_000) },
  rimLevel: { setting: 'fullLevel', unit: 1, schema: level },
};

/** The default of each key. */
export const BIN_KEY_DEFAULTS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(KEYS).map(([key, { setting, unit }]) => [key, DEFAULT_BIN_SETTINGS[setting] / unit]),
);

/** Only what is given. */
export const givenBinsSchema: z.ZodType<Partial<BinSettings>> = keysOver({}).transform(inBinState);

/** Whatever is left out has the default. */
export const binsSchema: z.ZodType<BinSettings> = keysOver(BIN_KEY_DEFAULTS).transform((given) => ({
  ...DEFAULT_BIN_SETTINGS,
  ...inBinState(given),
}));

type Given = Readonly<Record<string, number | undefined>>;

/** A fall that is no step proves nothing. Of the two, what is not given is taken from `base`, or must be given. */
function keysOver(base: Given) {
  const shape = Object.fromEntries(Object.entries(KEYS).map(([key, { schema }]) => [key, schema.optional()]));
  return z.strictObject(shape).superRefine((given, context) => {
    if (given.emptiedFall === undefined && given.spikeLevel === undefined) return;
    const { emptiedFall, spikeLevel } = { ...base, ...given };
    const path = [given.emptiedFall === undefined ? 'spikeLevel' : 'emptiedFall'];
    if (emptiedFall === undefined || spikeLevel === undefined)
      context.addIssue({ code: 'custom', path, message: 'expected both emptiedFall and spikeLevel' });
    else if (emptiedFall < spikeLevel)
      context.addIssue({
        code: 'custom',
        path,
        message: 'expected emptiedFall not to be less than spikeLevel',
      });
  });
}

function inBinState(given: Given): Partial<BinSettings> {
  const settings: Partial<BinSettings> = {};
  for (const [key, { setting, unit }] of Object.entries(KEYS)) {
    const value = given[key];
    if (value !== undefined) settings[setting] = value * unit;
  }
  return settings;
}
