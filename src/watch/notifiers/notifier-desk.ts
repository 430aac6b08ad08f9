// The notifiers of the configuration as people at a desk see them: which there are, and whether one works. Each test
// is a message of its own; what is under way to people it neither delays nor repeats.
import { randomUUID } from 'node:crypto';
import type { NotifierContext } from './context.ts';
import { createNotifier, type NotifierSettings } from './index.ts';
import type { Language, Outcome } from './notifier.ts';
import { testMessage } from './test-message.ts';

/** Neither secrets nor addresses. */
export type NotifierFacts = Pick<
  NotifierSettings,
  'name' | 'kind' | 'lang' | 'grids' | 'leastSeverity' | 'onlyAddressed'
>;

export interface NotifierDesk {
  /** As configured. */
  list(): NotifierFacts[];
  /** Rejects when there is none of that name; what the receiver does is the outcome. */
  test(name: string): Promise<Outcome>;
}

export function createNotifierDesk(
  notifiers: readonly NotifierSettings[],
  context: NotifierContext,
): NotifierDesk {
  return {
    list: () => notifiers.map(factsOf),
    async test(name) {
      const settings = notifiers.find((notifier) => notifier.name === name);
      if (!settings) throw new Error(`cannot test ${name}: there is no such notifier`);
      return sendTest(settings, context);
    },
  };
}

/** `lang`: instead of the one in the settings. */
export function sendTest(
  settings: NotifierSettings,
  context: NotifierContext,
  lang?: Language,
): Promise<Outcome> {
  const notifier = createNotifier({ ...settings, ...(lang && { lang }) }, context);
  return notifier.send(testMessage(randomUUID(), context.clock.now()), new AbortController().signal);
}

function factsOf({ name, kind, lang, grids, leastSeverity, onlyAddressed }: NotifierSettings): NotifierFacts {
  return { name, kind, lang, grids, leastSeverity, onlyAddressed };
}
