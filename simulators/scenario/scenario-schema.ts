// What a scenario file may say: when it begins in the town, how long it lasts, and what goes wrong at which part of
// the stations. Durations become milliseconds here; nothing else is interpreted.
import { z } from 'zod';
import { EVENT_KINDS } from '../../src/model/reading.ts';
import { STREAMS } from '../../src/model/stream.ts';
import { parseDuration } from '../duration.ts';

const duration = z.string().transform((text, context) => {
  try {
    return parseDuration(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/** `-5h`: behind. */
const offset = z.string().transform((text, context) => {
  const milliseconds = duration.safeParse(text.replace(/^[+-]/, ''));
  if (milliseconds.success) return text.startsWith('-') ? -milliseconds.data : milliseconds.data;
  context.addIssue({ code: 'custom', message: `cannot read offset "${text}": expected e.g. -5h or +20m` });
  return z.NEVER;
});

const every = duration.refine((ms) => ms >= 60_000, 'at least 1m');
const part = z.number().min(0).max(1);
const stream = z.enum(STREAMS).optional();

/** Which part of the stations has it, and when; `for` absent: to the end. Troubles of one group hit the same stations. */
const when = {
  share: part.default(1),
  group: z.string().optional(),
  from: duration.default(0),
  for: duration.optional(),
};

function fault<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject({ kind: z.literal(kind), ...when, ...shape });
}

const troubles = [
  // The town.
  fault('crowd', { times: z.number().min(0).max(30), streams: z.array(z.enum(STREAMS)).optional() }),
  fault('strike', {}),
  fault('heat', { toC: z.number().min(-40).max(120) }),
  fault('alarm', {
    event: z.enum(EVENT_KINDS),
    clearAfter: duration.optional(),
    stream,
  }),
  // Sensors; of the bins of `stream`, or all.
  fault('stuck', { stream }),
  fault('no-echo', { stream }),
  fault('lid-open', { stream }),
  fault('noise', { level: part, stream }),
  fault('spikes', { often: part, stream }),
  fault('flipping', { to: part, stream }),
  // The line.
  fault('offline', {}),
  fault('reboots', { every, loses: z.int().min(0).max(1_000).default(0) }),
  fault('takeovers', { every }),
  fault('duplicates', { often: part }),
  fault('lost', { often: part }),
  // The clock.
  fault('clock-unset', {}),
  fault('clock-off', { by: offset.refine((ms) => Math.abs(ms) <= 30 * 86_400_000, 'at most 30 days') }),
  fault('clock-jumps', { every, upTo: duration }),
  // The firmware.
  fault('malformed', { often: part }),
  fault('hostile', { every }),
  fault('counter-restarts', { every }),
] as const;

const KINDS = troubles.flatMap(({ shape }) => [...shape.kind.values]);

const troubleSchema = z.discriminatedUnion('kind', troubles, {
  error: ({ code }) => (code === 'invalid_union' ? `expected one of ${KINDS.join(', ')}` : undefined),
});

export const scenarioSchema = z.strictObject({
  title: z.string().min(1),
  /** The town's time, with its zone: the same in every run, so that the same things happen. */
  startsAt: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  lasts: duration.refine((ms) => ms > 0 && ms <= 7 * 86_400_000, 'more than nothing, at most 7d'),
  troubles: z.array(troubleSchema),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type Trouble = z.infer<typeof troubleSchema>;
export type TroubleOf<Kind extends Trouble['kind']> = Extract<Trouble, { kind: Kind }>;
