// What alerts.yaml may say: the settings of the rules and of how levels are judged, what overrides them where, when areas
// are warned, and service hours. The keys of each
// rule are the rule's own; config/alerts.yaml documents them, and a test holds the two together.
import { z } from 'zod';
import { STREAMS } from '../model/stream.ts';
import { idSchema, openingWindowSchema } from '../registry/station-schema.ts';
import { ADVISORY_DEFAULTS, type AdvisorySettings } from '../watch/advisories/advisory.ts';
import type { AlertSettings, SettingsByRule, SettingsOverride } from '../watch/rules/alert-settings.ts';
import { RULES, STATION_RULES } from '../watch/rules/index.ts';
import type { Rule, RuleSettings } from '../watch/rules/rule.ts';
import { binsSchema, givenBinsSchema } from './bins-schema.ts';

type Given = Readonly<Record<string, unknown>>;

const serviceHours = z.array(openingWindowSchema);

/** Whatever is left out has the default. */
const rules = byRule((rule) =>
  partOf(rule, { ...rule.defaults })
    .prefault({})
    .transform((given) => ({ ...rule.defaults, ...given }) as RuleSettings),
) as unknown as z.ZodType<SettingsByRule>;

/** Only what is given. */
const overridden = byRule((rule) => partOf(rule).optional()) as unknown as z.ZodType<
  SettingsOverride['rules']
>;

const override = z
  .strictObject({
    stream: z.enum(STREAMS).optional(),
    grid: idSchema.optional(),
    station: idSchema.optional(),
    rules: overridden.default({}),
    serviceHours: serviceHours.optional(),
    bins: givenBinsSchema.optional(),
  })
  .refine(({ stream, grid, station }) => stream ?? grid ?? station, 'expected a stream, a grid or a station')
  .superRefine(({ stream, rules: given }, context) => {
    if (stream === undefined) return;
    for (const { id } of STATION_RULES) {
      const message = 'expected no stream beside it: the rule judges stations, not bins';
      if (given[id]) context.addIssue({ code: 'custom', path: ['rules', id], message });
    }
  });

const advisories: z.ZodType<AdvisorySettings> = z
  .strictObject({
    nearFullBins: z.int().min(2).max(100),
    validMinutes: z.int().min(10).max(120),
    calmMinutes: z.int().min(0).max(60),
    tellEveryMinutes: z.int().min(1).max(60),
    fullLevel: z.number().gt(0).max(1),
    extraHours: z.number().min(0).max(24),
    maxDistanceM: z.int().min(50).max(20_000),
    minFreeLitres: z.int().min(0).max(10_000),
  })
  .partial()
  .transform((given) => ({ ...ADVISORY_DEFAULTS, ...given }));

export const alertsSchema: z.ZodType<AlertSettings> = z.strictObject({
  serviceHours: serviceHours.default([{ from: '06:00', to: '22:00' }]),
  rules: rules.prefault({} as never),
  advisories: advisories.prefault({} as never),
  bins: binsSchema.prefault({} as never),
  overrides: z.array(override).default([]),
});

function byRule<Schema extends z.ZodType>(schemaOf: (rule: Rule) => Schema): z.ZodObject {
  return z.strictObject(Object.fromEntries(RULES.map((rule) => [rule.id, schemaOf(rule)])));
}

/** Any of the rule's keys. Of a pair, what is not given is taken from `base`; without a base both must be given. */
function partOf(rule: Rule, base: Given = {}): z.ZodType<Given> {
  return rule.schema.partial().superRefine((given: Given, context) => {
    for (const [greater, lesser] of rule.pairs ?? []) {
      const expected = expectationOf({ ...base, ...given }, greater, lesser);
      if (expected === undefined || !(greater in given || lesser in given)) continue;
      const path = [greater in given ? greater : lesser];
      context.addIssue({ code: 'custom', path, message: `expected ${expected}` });
    }
  }) as unknown as z.ZodType<Given>;
}

function expectationOf(values: Given, greater: string, lesser: string): string | undefined {
  const [high, low] = [values[greater], values[lesser]];
  if (high === undefined || low === undefined) return `both ${greater} and ${lesser}`;
  return Number(high) > Number(low) ? undefined : `${greater} to be greater than ${lesser} (${low})`;
}
