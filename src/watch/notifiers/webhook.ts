// A webhook of another system (141基层智治平台, 智慧城管): JSON, signed, with an id by which the receiver knows what it
// has had already. One message a request: whoever counts cases wants no digests.
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { compose } from './compose.ts';
import { composingFor, hideIn, type NotifierContext } from './context.ts';
import { LONGEST_TEXT } from './device-text.ts';
import { plainText } from './formats.ts';
import { createHideSecrets, secretsOfUrl } from './hide-secrets.ts';
import type { Message } from './message.ts';
import type { Notifier, Outcome } from './notifier.ts';
import { failureOf, post } from './post.ts';
import { commonShape, perMinute, type SecretSchema, timeoutSeconds } from './settings.ts';
import { webhookBody } from './webhook-body.ts';

export function webhookSchema(secret: SecretSchema) {
  return z.strictObject({
    kind: z.literal('webhook'),
    ...commonShape,
    url: secret.refine(isWebhookUrl, 'expected an address with https://, without user and password'),
    signingSecret: secret,
    perMinute: perMinute(600),
    timeoutSeconds,
  });
}

type WebhookSettings = z.output<ReturnType<typeof webhookSchema>>;

export function createWebhook(settings: WebhookSettings, context: NotifierContext): Notifier {
  const { name, signingSecret } = settings;
  const url = new URL(settings.url);
  const hide = createHideSecrets([signingSecret, settings.url, ...secretsOfUrl(url)]);
  return {
    name,
    pace: { perMinute: settings.perMinute, merges: false },
    async send(message, signal): Promise<Outcome> {
      const body = bodyOf(message, settings, context);
      const headers = {
        'x-hub-signature-256': `sha256=${createHmac('sha256', signingSecret).update(body).digest('hex')}`,
        'x-hub-delivery': message.id,
      };
      const timeoutMs = settings.timeoutSeconds * 1_000;
      const posted = await post({ url, body, headers, timeoutMs, signal }, context.guard);
      const failure = posted.ok ? failureOf(posted) : posted;
      return hideIn(failure ?? { ok: true, answer: posted.ok ? `HTTP ${posted.status}` : '' }, hide);
    },
  };
}

function bodyOf(message: Message, settings: WebhookSettings, context: NotifierContext): string {
  const composing = { ...composingFor(message, settings, context), longest: LONGEST_TEXT };
  const { title, blocks } = compose(message, composing);
  const text = plainText({ title, blocks }, composing.words.colon);
  return JSON.stringify({ ...webhookBody(message, composing.linkTo), title, text });
}

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}` === '';
}
