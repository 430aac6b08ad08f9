// What stations.yaml may say: areas, stations, gateways and integrations.
import { z } from 'zod';
import type { Declared } from '../registry/registry.ts';
import { areaSchema, idSchema, type StationDefaults, stationShape } from '../registry/station-schema.ts';

const sha256 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'expected the SHA-256 of a token: 64 hexadecimal digits')
  .transform((digits) => digits.toLowerCase());

/** One, or several while tokens overlap. */
const tokenSha256 = z.union([sha256.transform((one) => [one]), z.array(sha256)], {
  error: 'expected the SHA-256 of a token (64 hexadecimal digits), or a list of them',
});

const gateway = z.strictObject({ id: idSchema, tokenSha256, stations: z.array(idSchema).min(1) });
const integration = z.strictObject({
  id: idSchema,
  tokenSha256,
  filters: z.array(z.string().min(1).max(256)).min(1),
});

export function createDeclaredSchema(defaults: StationDefaults): z.ZodType<Declared> {
  const station = z.strictObject({
    ...stationShape(defaults),
    tokenSha256: tokenSha256.default([]),
    demoToken: z.boolean().default(false),
  });
  return z.strictObject({
    areas: z.array(areaSchema).default([]),
    stations: z.array(station).default([]),
    gateways: z.array(gateway).default([]),
    integrations: z.array(integration).default([]),
  });
}
