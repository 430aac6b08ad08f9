// The kinds of notifiers. A new one is its file, its line in the schema and its case below.
import { z } from 'zod';
import type { NotifierContext } from './context.ts';
import { createDingtalk, dingtalkSchema } from './dingtalk.ts';
import { createEmail, emailSchema } from './email.ts';
import { createFeishu, feishuSchema } from './feishu.ts';
import { createLogNotifier, logSchema } from './log.ts';
import type { Notifier } from './notifier.ts';
import type { SecretSchema } from './settings.ts';
import { createWebhook, webhookSchema } from './webhook.ts';
import { createWecom, wecomSchema } from './wecom.ts';

/** `secret`: finds a secret where the settings say that it is. */
export function notifierSchema(secret: SecretSchema) {
  return z.discriminatedUnion('kind', [
    wecomSchema(secret),
    dingtalkSchema(secret),
    feishuSchema(secret),
    webhookSchema(secret),
    emailSchema(secret),
    logSchema(),
  ]);
}

/** With its secrets: never to be logged or shown. */
export type NotifierSettings = z.output<ReturnType<typeof notifierSchema>>;

export function createNotifier(settings: NotifierSettings, context: NotifierContext): Notifier {
  switch (settings.kind) {
    case 'wecom':
      return createWecom(settings, context);
    case 'dingtalk':
      return createDingtalk(settings, context);
    case 'feishu':
      return createFeishu(settings, context);
    case 'webhook':
      return createWebhook(settings, context);
    case 'email':
      return createEmail(settings, context);
    case 'log':
      return createLogNotifier(settings, context);
  }
}
