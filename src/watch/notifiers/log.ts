// The hub's own log as a notifier: for trying out, and for towns whose log is watched. No people and no links: the
// one is personal, the other opens a case.
import { z } from 'zod';
import { compose } from './compose.ts';
import { composingFor, type NotifierContext } from './context.ts';
import { LONGEST_TEXT } from './device-text.ts';
import type { Notifier } from './notifier.ts';
import { commonShape } from './settings.ts';

export function logSchema() {
  return z.strictObject({ kind: z.literal('log'), ...commonShape });
}

type LogSettings = z.output<ReturnType<typeof logSchema>>;

export function createLogNotifier(settings: LogSettings, context: NotifierContext): Notifier {
  const { name } = settings;
  return {
    name,
    pace: { perMinute: 6_000, merges: false },
    send(message) {
      const { id, kind, severity } = message;
      const composing = { ...composingFor(message, settings, context), longest: LONGEST_TEXT };
      context.log.info({ notifier: name, id, kind, severity }, compose(message, composing).title);
      return Promise.resolve({ ok: true, answer: 'written to the log' });
    },
  };
}
