// DingTalk (钉钉): a group's robot, signed. More than its messages in a minute shut it for ten.
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { askRobot, composingFor, mentionsOf, type NotifierContext, type RobotAnswer } from './context.ts';
import { fitText } from './fit-text.ts';
import { markdownWith } from './formats.ts';
import { createHideSecrets } from './hide-secrets.ts';
import type { Message } from './message.ts';
import type { Notifier } from './notifier.ts';
import { baseUrl, commonShape, perMinute, type SecretSchema, timeoutSeconds, urlBelow } from './settings.ts';
import { wordsOf } from './words.ts';

export function dingtalkSchema(secret: SecretSchema) {
  return z.strictObject({
    kind: z.literal('dingtalk'),
    ...commonShape,
    accessToken: secret,
    signingSecret: secret,
    baseUrl: baseUrl('https://oapi.dingtalk.com'),
    perMinute: perMinute(20),
    timeoutSeconds,
  });
}

type DingtalkSettings = z.output<ReturnType<typeof dingtalkSchema>>;

/** Bytes of text; the whole body may have 20,000. */
const LONGEST_TEXT = 16_000;
const MENTION = /^\+?[\w.-]{1,64}$/;
const SHUT_MS = 10 * 60_000;
const ANSWER: RobotAnswer = {
  code: 'errcode',
  words: 'errmsg',
  // 130101: send too fast; 410100: the same, of other robots; 90018, 90030: called too often.
  busy: { 130101: SHUT_MS, 410100: SHUT_MS, 90018: SHUT_MS, 90030: SHUT_MS },
  away: [-1],
};
const markdown = markdownWith('\n\n');

export function createDingtalk(settings: DingtalkSettings, context: NotifierContext): Notifier {
  const { name, accessToken, signingSecret } = settings;
  return {
    name,
    pace: { perMinute: settings.perMinute, merges: true },
    send(message, signal) {
      const { timestamp, sign } = signatureOf(signingSecret, context.clock.now());
      const url = urlBelow(settings.baseUrl, '/robot/send');
      url.search = new URLSearchParams({ access_token: accessToken, timestamp, sign }).toString();
      const hide = createHideSecrets([accessToken, signingSecret, sign]);
      const body = JSON.stringify(bodyOf(message, settings, context));
      const timeoutMs = settings.timeoutSeconds * 1_000;
      return askRobot({ url, body, timeoutMs, signal }, ANSWER, { guard: context.guard, hide });
    },
  };
}

function signatureOf(secret: string, now: number): { timestamp: string; sign: string } {
  const timestamp = String(now);
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return { timestamp, sign };
}

function bodyOf(message: Message, settings: DingtalkSettings, context: NotifierContext): object {
  const composing = composingFor(message, settings, context);
  const addresses = mentionsOf(message, settings.name)
    .map(({ address }) => address)
    .filter((address) => MENTION.test(address));
  const text = fitText(message, { ...composing, format: markdown, limitBytes: LONGEST_TEXT });
  // In markdown only those are mentioned who stand in the text as well.
  const mentions = addresses.map((address) => `@${address}`).join(' ');
  const isMobile = (address: string) => /^\+?\d/.test(address);
  return {
    msgtype: 'markdown',
    markdown: { title: titleOf(message, settings), text: mentions === '' ? text : `${text}\n\n${mentions}` },
    at: {
      atMobiles: addresses.filter(isMobile),
      atUserIds: addresses.filter((address) => !isMobile(address)),
      isAtAll: false,
    },
  };
}

/** What the list of conversations shows; the text says the rest. */
function titleOf(message: Message, { lang }: DingtalkSettings): string {
  const words = wordsOf(lang);
  switch (message.kind) {
    case 'raised':
    case 'escalated':
    case 'resolved':
      return words.title(words.heads[message.kind], words.rules[message.facts.rule]);
    case 'digest':
      return words.digest(message.items.length);
    case 'advisory':
      return message.advisory.ended ? words.advisoryEnded : words.advisory;
    case 'test':
      return words.test;
  }
}
