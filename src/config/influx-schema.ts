// What hub.yaml may say of InfluxDB. Neither token nor password: secrets stand in the environment or in files.
import { z } from 'zod';

const name = z.string().min(1).max(200);

const url = z
  .string()
  .refine(isServerUrl, 'expected http:// or https://, host and port, without user, password and query');

/** Days that the server keeps points; null: without end. */
const days = (value: number | null) => z.number().min(1).nullable().default(value);

export const influxSchema = z.strictObject({
  url: url.optional(),
  tokenFile: z.string().min(1).optional(),
  org: name.optional(),
  bucket: name.optional(),
  bucketRollUps: name.optional(),
  username: name.optional(),
  passwordFile: z.string().min(1).optional(),
  database: name.optional(),
  retentionRaw: name.default('raw'),
  retentionRollUps: name.default('rollups'),
  rawDays: days(90),
  rollUpDays: days(null),
  timeoutSeconds: z.int().min(1).max(300).default(10),
});

export type InfluxSettings = z.output<typeof influxSchema>;

function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
