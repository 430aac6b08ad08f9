// What notifiers.yaml may say. It holds no secret: each key that needs one names a variable of the environment, or a
// file; what is read there is in the result.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { notifierSchema } from '../watch/notifiers/index.ts';
import { isBaseUrl, type SecretSchema } from '../watch/notifiers/settings.ts';
import type { Environment } from './environment.ts';

export interface SecretSources {
  env: Environment;
  /** Relative names of files start here. */
  folder: string;
}

export function createNotifiersSchema(sources: SecretSources) {
  return z.strictObject({
    publicUrl: z
      .string()
      .refine(isBaseUrl, 'expected https:// and a host, e.g. https://hub.example.cn')
      .optional(),
    allowedHosts: z
      .array(z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'expected a host name or address'))
      .default([]),
    giveUpHours: z.int().min(1).max(168).default(24),
    notifiers: z
      .array(notifierSchema(createSecretSchema(sources)))
      .superRefine((notifiers, context) => {
        for (const [index, { name }] of notifiers.entries()) {
          if (notifiers.findIndex((other) => other.name === name) === index) continue;
          context.addIssue({ code: 'custom', path: [index, 'name'], message: 'expected a name of its own' });
        }
      })
      .default([]),
  });
}

/** With secrets: never to be logged or shown. */
export type NotifiersSettings = z.output<ReturnType<typeof createNotifiersSchema>>;

const place = z.union(
  [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
    z.strictObject({ file: z.string().min(1) }),
  ],
  { error: 'expected { env: NAME_OF_A_VARIABLE } or { file: NAME_OF_A_FILE }, where the secret is found' },
);

/** What stands in the place of a name is not repeated in a fault: it may be the secret itself. */
function createSecretSchema(sources: SecretSources): SecretSchema {
  return place.transform((found, context) => {
    const secret = 'env' in found ? sources.env[found.env] : readSecret(found.file, sources);
    const text = secret?.trim();
    if (text !== undefined && /^[^\p{Cc}]+$/u.test(text)) return text;
    const kind = 'env' in found ? 'a variable of the environment that is set' : 'a file that can be read';
    context.addIssue({ code: 'custom', message: `expected the name of ${kind}, with one line of text` });
    return z.NEVER;
  });
}

function readSecret(file: string, { folder }: SecretSources): string | undefined {
  try {
    return readFileSync(resolve(folder, file), 'utf8');
  } catch {
    return undefined;
  }
}
