// `dropoff-hub notify test NAME`: sends one message through a notifier of the configuration and says what came back.
import { type Command, Option } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { createCommandLog } from '../log.ts';
import { systemClock } from '../model/clock.ts';
import { createAddressGuard } from '../watch/notifiers/address-guard.ts';
import type { NotifierSettings } from '../watch/notifiers/index.ts';
import { LANGUAGES, type Language, type Outcome } from '../watch/notifiers/notifier.ts';
import { sendTest } from '../watch/notifiers/notifier-desk.ts';

interface Options {
  lang?: Language;
}

export function addNotifyCommands(program: Command): void {
  const notify = program
    .command('notify')
    .description('how people are told: the notifiers of the configuration');

  notify
    .command('test <name>')
    .description('send one test message; exit code 1 when it was not taken')
    .addOption(new Option('--lang <language>', 'instead of the one in the configuration').choices(LANGUAGES))
    .action(async (name: string, { lang }: Options) => {
      const outcome = await testNamed(name, lang);
      if (outcome.ok) console.log(`${name} took the message: ${outcome.answer}`);
      else console.error(`${name} did not take the message (${outcome.fault}): ${outcome.reason}`);
      if (!outcome.ok) process.exitCode = 1;
    });
}

async function testNamed(name: string, lang: Language | undefined): Promise<Outcome> {
  const { notifiers, allowedHosts } = loadConfig(process.env).notifiers;
  const settings = named(notifiers, name);
  const context = {
    log: createCommandLog('info'),
    clock: systemClock,
    guard: createAddressGuard(allowedHosts),
  };
  return sendTest(settings, context, lang);
}

function named(notifiers: readonly NotifierSettings[], name: string): NotifierSettings {
  const found = notifiers.find((notifier) => notifier.name === name);
  if (found) return found;
  const names = notifiers.map((notifier) => notifier.name);
  const cause = names.length > 0 ? `has no such notifier, only ${names.join(', ')}` : 'has no notifier yet';
  throw new Error(`cannot test ${name}: notifiers.yaml ${cause}`);
}
