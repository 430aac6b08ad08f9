// E-mail by SMTP: over TLS unless the server is listed, to guarded addresses as everything else. The library of the
// protocol appears here alone, and is loaded with the first mail.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { compose } from './compose.ts';
import { composingFor, hideIn, type NotifierContext } from './context.ts';
import { LONGEST_TEXT } from './device-text.ts';
import { chatText, html } from './formats.ts';
import { createHideSecrets } from './hide-secrets.ts';
import type { Message } from './message.ts';
import type { Notifier } from './notifier.ts';
import { commonShape, perMinute, type SecretSchema, timeoutSeconds } from './settings.ts';
import type { Mail } from './submit-mail.ts';

const mailbox = z.email({ error: 'expected a mail address' });

export function emailSchema(secret: SecretSchema) {
  const shape = z.strictObject({
    kind: z.literal('email'),
    ...commonShape,
    host: z.string().regex(/^[A-Za-z0-9.:-]+$/, 'expected a host name or address'),
    port: z.int().min(1).max(65_535).default(465),
    tls: z.enum(['implicit', 'starttls', 'none']).default('implicit'),
    user: z.string().min(1).optional(),
    password: secret.optional(),
    from: mailbox,
    to: z.array(mailbox).default([]),
    perMinute: perMinute(60),
    timeoutSeconds,
  });
  const expected = 'expected an address here, or onlyAddressed: true; else there is nobody to write to';
  return shape.refine(({ to, onlyAddressed }) => to.length > 0 || onlyAddressed, {
    path: ['to'],
    error: expected,
  });
}

export type EmailSettings = z.output<ReturnType<typeof emailSchema>>;

export function createEmail(settings: EmailSettings, context: NotifierContext): Notifier {
  const { name, password } = settings;
  const hide = createHideSecrets([
    password,
    password && Buffer.from(`\0${settings.user}\0${password}`).toString('base64'),
  ]);
  return {
    name,
    pace: { perMinute: settings.perMinute, merges: true },
    async send(message, signal) {
      const mail = mailOf(message, settings, context);
      if (mail.to.length === 0)
        return { ok: false, fault: 'refused', reason: 'nobody to write to: "to" is empty' };
      const { submitMail } = await import('./submit-mail.ts');
      return hideIn(await submitMail(mail, settings, { guard: context.guard, signal }), hide);
    },
  };
}

function mailOf(message: Message, settings: EmailSettings, context: NotifierContext): Mail {
  const composing = { ...composingFor(message, settings, context), longest: LONGEST_TEXT };
  const composed = compose(message, composing);
  const domain = settings.from.split('@').at(-1);
  return {
    // The same message has the same id: programs that read mail show it once.
    messageId: `<${createHash('sha256').update(message.id).digest('hex').slice(0, 32)}@${domain}>`,
    to: recipients(message, settings),
    subject: composed.title,
    text: chatText(composed, composing.words.colon),
    html: html(composed, composing.words.colon),
  };
}

function recipients(message: Message, { name, to, from }: EmailSettings): string[] {
  const asked = message.to
    .flatMap(({ contacts }) => contacts)
    .filter((contact) => contact.notifier === name && mailbox.safeParse(contact.address).success)
    .map(({ address }) => address);
  const all = [...new Set([...to, ...asked])];
  return all.length === 0 && message.kind === 'test' ? [from] : all;
}
