// Feishu (飞书): a group's robot, signed where a secret is set. It mentions by user id, never by phone.
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { askRobot, composingFor, mentionsOf, type NotifierContext, type RobotAnswer } from './context.ts';
import { fitText } from './fit-text.ts';
import { chatText } from './formats.ts';
import { createHideSecrets } from './hide-secrets.ts';
import { escapeChat } from './markup.ts';
import type { Message } from './message.ts';
import type { Notifier } from './notifier.ts';
import { baseUrl, commonShape, perMinute, type SecretSchema, timeoutSeconds, urlBelow } from './settings.ts';

export function feishuSchema(secret: SecretSchema) {
  return z.strictObject({
    kind: z.literal('feishu'),
    ...commonShape,
    hookId: secret,
    signingSecret: secret.optional(),
    baseUrl: baseUrl('https://open.feishu.cn'),
    perMinute: perMinute(100),
    timeoutSeconds,
  });
}

type FeishuSettings = z.output<ReturnType<typeof feishuSchema>>;

/** Bytes of text; the whole body may have 20 KB. */
const LONGEST_TEXT = 16_000;
const ANSWER: RobotAnswer = {
  code: 'code',
  words: 'msg',
  // 11232: more than a hundred in a minute, or five in a second.
  busy: { 11232: 60_000 },
  away: [],
};

export function createFeishu(settings: FeishuSettings, context: NotifierContext): Notifier {
  const { name, hookId, signingSecret } = settings;
  const url = urlBelow(settings.baseUrl, `/open-apis/bot/v2/hook/${encodeURIComponent(hookId)}`);
  return {
    name,
    pace: { perMinute: settings.perMinute, merges: true },
    send(message, signal) {
      const signed =
        signingSecret === undefined ? undefined : signatureOf(signingSecret, context.clock.now());
      const hide = createHideSecrets([hookId, signingSecret, signed?.sign]);
      const text = textOf(message, settings, context);
      const body = JSON.stringify({ ...signed, msg_type: 'text', content: { text } });
      const timeoutMs = settings.timeoutSeconds * 1_000;
      return askRobot({ url, body, timeoutMs, signal }, ANSWER, { guard: context.guard, hide });
    },
  };
}

/** The text is the key, and nothing is signed: that is how Feishu wants it. */
function signatureOf(secret: string, now: number): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(now / 1_000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') };
}

function textOf(message: Message, settings: FeishuSettings, context: NotifierContext): string {
  const composing = composingFor(message, settings, context);
  const text = fitText(message, { ...composing, format: chatText, limitBytes: LONGEST_TEXT });
  const mentions = mentionsOf(message, settings.name)
    .filter(({ address }) => /^[\w-]{1,64}$/.test(address) && address !== 'all')
    .map(({ name, address }) => `<at user_id="${address}">${escapeChat(name)}</at>`);
  return [text, ...mentions].join('\n');
}
