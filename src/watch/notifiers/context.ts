// What every notifier is given besides its settings, and what the robots do alike: compose, post, read the answer.
import type { Log } from '../../log.ts';
import type { Clock } from '../../model/clock.ts';
import type { CaseLink } from '../case-link.ts';
import type { AddressGuard } from './address-guard.ts';
import { deviceText } from './device-text.ts';
import type { HideSecrets } from './hide-secrets.ts';
import type { Message } from './message.ts';
import type { Language, Outcome } from './notifier.ts';
import { type Answered, failureOf, type Posting, post } from './post.ts';
import { wordsOf } from './words.ts';

export interface NotifierContext {
  log: Log;
  clock: Clock;
  guard: AddressGuard;
  /** The address that opens one case without a password; absent where the hub has no public address. */
  caseLink?: ((link: CaseLink) => string) | undefined;
}

/** What `fitText` and `compose` need to know of the notifier. */
export function composingFor(
  message: Message,
  { name, lang }: { name: string; lang: Language },
  { caseLink }: NotifierContext,
) {
  const linkTo = caseLink && ((alertId: string) => caseLink({ alertId, audience: name, at: message.at }));
  return { words: wordsOf(lang), notifier: name, linkTo };
}

/** Who must be mentioned: those asked again. Their addresses at one notifier. */
export function mentionsOf(message: Message, notifier: string): { name: string; address: string }[] {
  const asked = askedAgain(message).flatMap(({ name, contacts }) =>
    contacts
      .filter((contact) => contact.notifier === notifier)
      .map(({ address }) => ({ name: deviceText(name, 20), address })),
  );
  return [...new Map(asked.map((one) => [one.address, one])).values()];
}

function askedAgain(message: Message) {
  if (message.kind === 'escalated') return message.to;
  if (message.kind !== 'digest') return [];
  return message.items.filter(({ kind }) => kind === 'escalated').flatMap(({ to }) => to);
}

/** How a robot says in a body of JSON whether it took the message, whatever the HTTP status. */
export interface RobotAnswer {
  code: 'errcode' | 'code';
  words: 'errmsg' | 'msg';
  /** Codes for too many messages, and how long the robot then stays shut. */
  busy: Readonly<Record<number, number>>;
  /** Codes for "try again". */
  away: readonly number[];
}

/** Posts and judges; `hide` takes the secrets out of every word that comes back. */
export async function askRobot(
  posting: Posting,
  answer: RobotAnswer,
  { guard, hide }: { guard: AddressGuard; hide: HideSecrets },
): Promise<Outcome> {
  const posted = await post(posting, guard);
  return hideIn(posted.ok ? judge(posted, answer) : posted, hide);
}

const LONGEST_WORDS = 300;

export function hideIn(outcome: Outcome, hide: HideSecrets): Outcome {
  // Hidden before they are cut: half a secret is one too.
  const clean = (text: string) => deviceText(hide(text), LONGEST_WORDS);
  return outcome.ok
    ? { ...outcome, answer: clean(outcome.answer) }
    : { ...outcome, reason: clean(outcome.reason) };
}

function judge(answered: Answered, { code, words, busy, away }: RobotAnswer): Outcome {
  const failure = failureOf(answered);
  const said = parseObject(answered.body);
  const value = said?.[code];
  if (typeof value !== 'number')
    return failure ?? { ok: false, fault: 'away', reason: `not the answer of a robot: ${answered.body}` };
  const reason = `${code} ${value}: ${String(said?.[words])}`;
  if (value === 0) return failure ?? { ok: true, answer: reason };
  const retryAfterMs = busy[value];
  if (retryAfterMs !== undefined) return { ok: false, fault: 'busy', reason, retryAfterMs };
  return failure
    ? { ...failure, reason }
    : { ok: false, fault: away.includes(value) ? 'away' : 'refused', reason };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
