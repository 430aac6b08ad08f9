// WeCom (企业微信): a group's robot. Markdown cannot mention by phone, so what asks somebody again goes as text.
import { z } from 'zod';
import { askRobot, composingFor, mentionsOf, type NotifierContext, type RobotAnswer } from './context.ts';
import { fitText } from './fit-text.ts';
import { chatText, markdownWith } from './formats.ts';
import { createHideSecrets } from './hide-secrets.ts';
import type { Message } from './message.ts';
import type { Notifier } from './notifier.ts';
import { baseUrl, commonShape, perMinute, type SecretSchema, timeoutSeconds, urlBelow } from './settings.ts';

export function wecomSchema(secret: SecretSchema) {
  return z.strictObject({
    kind: z.literal('wecom'),
    ...commonShape,
    key: secret,
    baseUrl: baseUrl('https://qyapi.weixin.qq.com'),
    perMinute: perMinute(20),
    timeoutSeconds,
  });
}

type WecomSettings = z.output<ReturnType<typeof wecomSchema>>;

/** Bytes; developer.work.weixin.qq.com/document/path/91770 */
const LONGEST = { markdown: 4_096, text: 2_048 };
const ANSWER: RobotAnswer = {
  code: 'errcode',
  words: 'errmsg',
  // 45009: more than the robot's calls in a minute.
  busy: { 45009: 60_000 },
  away: [-1],
};
const markdown = markdownWith('\n');

export function createWecom(settings: WecomSettings, context: NotifierContext): Notifier {
  const { name, key } = settings;
  const hide = createHideSecrets([key]);
  const url = urlBelow(settings.baseUrl, `/cgi-bin/webhook/send?key=${encodeURIComponent(key)}`);
  return {
    name,
    pace: { perMinute: settings.perMinute, merges: true },
    send(message, signal) {
      const body = JSON.stringify(bodyOf(message, settings, context));
      const timeoutMs = settings.timeoutSeconds * 1_000;
      return askRobot({ url, body, timeoutMs, signal }, ANSWER, { guard: context.guard, hide });
    },
  };
}

function bodyOf(message: Message, settings: WecomSettings, context: NotifierContext): object {
  const composing = composingFor(message, settings, context);
  const addresses = mentionsOf(message, settings.name).map(({ address }) => address);
  if (addresses.length === 0) {
    const content = fitText(message, { ...composing, format: markdown, limitBytes: LONGEST.markdown });
    return { msgtype: 'markdown', markdown: { content } };
  }
  const content = fitText(message, { ...composing, format: chatText, limitBytes: LONGEST.text });
  const isMobile = (address: string) => /^\+?\d{6,15}$/.test(address);
  return {
    msgtype: 'text',
    text: {
      content,
      mentioned_mobile_list: addresses.filter(isMobile),
      mentioned_list: addresses.filter((address) => !isMobile(address)),
    },
  };
}
