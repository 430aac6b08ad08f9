// What the settings of every notifier have in common. Each kind's own stand in its file. Secrets never stand in the
// settings themselves: whoever reads them gives the schema of a secret, which names where it is found.
import { z } from 'zod';
import { SEVERITIES } from '../../model/alert-event.ts';
import { MESSAGE_KINDS } from './message.ts';
import { LANGUAGES } from './notifier.ts';

/** Gives the secret itself. */
export type SecretSchema = z.ZodType<string>;

const SUBSCRIBED = MESSAGE_KINDS.filter((kind) => kind !== 'test');

export const commonShape = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'expected lower-case letters, digits and - (at most 32)'),
  lang: z.enum(LANGUAGES).default('zh-CN'),
  kinds: z.array(z.enum(SUBSCRIBED)).default([...SUBSCRIBED]),
  grids: z.array(z.string().min(1)).default([]),
  leastSeverity: z.enum(SEVERITIES).default('notice'),
  onlyAddressed: z.boolean().default(false),
};

export const commonSchema = z.strictObject(commonShape);

/** Which messages a notifier gets. */
export type Subscription = Omit<z.output<typeof commonSchema>, 'lang'>;

export const timeoutSeconds = z.int().min(1).max(60).default(10);

export const perMinute = (value: number) => z.int().min(1).max(value).default(value);

/** Robots of government clouds have addresses of their own. */
export const baseUrl = (address: string) =>
  z
    .string()
    .refine(isBaseUrl, 'expected https://, host and perhaps a path, without user, password and query')
    .default(address);

export function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '' && text.length <= 200;
}

/** Below a base address, which may have a path and may end in a slash. */
export function urlBelow(base: string, path: string): URL {
  return new URL(`${base.replace(/\/+$/, '')}${path}`);
}
