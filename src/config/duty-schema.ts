// What duty.yaml may say: people, shifts, posts, absences, limits, routes. config/duty.yaml documents each key; a test
// holds the two together.
import { z } from 'zod';
import { idSchema, nameSchema, timeOfDaySchema, zoneSchema } from '../registry/station-schema.ts';
import { type Contact, DUTY_ROLES, type DutySettings, WEEKDAYS } from '../watch/duty/duty.ts';
import { type DutyLists, findBrokenReferences } from './duty-references.ts';

const role = z.enum(DUTY_ROLES);
const date = z.iso.date({ error: 'expected a date YYYY-MM-DD' });
const minutes = z.int().min(1).max(100_000);

const contacts = z
  .record(z.string().min(1).max(64), z.string().min(1).max(200))
  .transform((given): Contact[] =>
    Object.entries(given).map(([notifier, address]) => ({ notifier, address })),
  );

const person = z.strictObject({
  id: idSchema,
  name: nameSchema,
  roles: z.array(role).min(1),
  contacts: contacts.default([]),
});

const hours = {
  from: timeOfDaySchema.refine((time) => time !== '24:00', 'expected a time before 24:00'),
  to: timeOfDaySchema,
};

const shift = z.strictObject({
  id: idSchema,
  name: nameSchema,
  week: z
    .array(
      z.strictObject({
        days: z
          .array(z.enum(WEEKDAYS))
          .min(1)
          .default([...WEEKDAYS]),
        ...hours,
      }),
    )
    .min(1),
  exceptions: z.array(z.strictObject({ date, hours: z.array(z.strictObject(hours)) })).default([]),
});

const post = z.strictObject({
  area: idSchema,
  role,
  shift: idSchema.optional(),
  a: idSchema,
  b: idSchema.optional(),
});

const absence = z
  .strictObject({ person: idSchema, from: date, until: date, standIn: idSchema.optional() })
  .refine(({ from, until }) => from <= until, {
    path: ['until'],
    error: 'expected a date not before "from"',
  });

const limits = (defaults: { acknowledge: number; supervisor: number; resolve: number }) =>
  z
    .strictObject({
      acknowledgeMinutes: minutes.default(defaults.acknowledge),
      supervisorMinutes: minutes.default(defaults.supervisor),
      resolveMinutes: minutes.default(defaults.resolve),
    })
    .refine(({ acknowledgeMinutes, supervisorMinutes }) => acknowledgeMinutes <= supervisorMinutes, {
      path: ['supervisorMinutes'],
      error: 'expected not less than acknowledgeMinutes',
    })
    .prefault({});

const route = (...roles: (typeof DUTY_ROLES)[number][]) => z.array(role).min(1).default(roles);

const LISTS = { people: person, shifts: shift, posts: post, absences: absence } as const;

/** `zone`: of areas for which the file says no other. */
export function createDutySchema(defaults: { zone: string }): z.ZodType<DutySettings> {
  const shape = z.strictObject({
    zone: zoneSchema.default(defaults.zone),
    zones: z.record(idSchema, zoneSchema).default({}),
    people: z.array(person).default([]),
    shifts: z.array(shift).default([]),
    posts: z.array(post).default([]),
    absences: z.array(absence).default([]),
    limits: z
      .strictObject({
        notice: limits({ acknowledge: 60, supervisor: 120, resolve: 480 }),
        warning: limits({ acknowledge: 30, supervisor: 60, resolve: 120 }),
        critical: limits({ acknowledge: 10, supervisor: 20, resolve: 60 }),
      })
      .prefault({}),
    routes: z
      .strictObject({
        full: route('driver', 'cleaner'),
        device: route('technician'),
        reported: route('cleaner', 'sorting-guide', 'driver'),
      })
      .prefault({}),
  });
  return z.unknown().transform((given, context) => {
    const parsed = shape.safeParse(given);
    for (const issue of parsed.error?.issues ?? []) {
      context.issues.push({ ...issue, input: given } as z.core.$ZodRawIssue);
    }
    for (const { path, expected } of findBrokenReferences(soundLists(given), given)) {
      context.issues.push({ code: 'custom', path: [...path], message: `expected ${expected}`, input: given });
    }
    return parsed.data ?? z.NEVER;
  });
}

/** What of the lists can be read, at the places where it stands: one fault does not hide another. */
function soundLists(given: unknown): DutyLists {
  const lists = Object.entries(LISTS).map(([key, schema]) => {
    const list: unknown = (given as Record<string, unknown> | null)?.[key];
    const items = Array.isArray(list) ? list.map((item) => schema.safeParse(item).data) : [];
    return [key, items];
  });
  return Object.fromEntries(lists) as unknown as DutyLists;
}
