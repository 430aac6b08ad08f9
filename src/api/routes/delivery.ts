// What came of a station's messages: received, duplicates, missing, refused and why, and how its clock stands.
import { createRoute, z } from '@hono/zod-openapi';
import type { Delivery } from '../../model/delivery.ts';
import { REJECTION_REASONS } from '../../model/rejection.ts';
import type { Api, ApiContext } from '../context.ts';
import { requireStation } from '../known-station.ts';
import { answer, idParams, noQuery } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { iso, isoOrAbsent, isoSchema } from '../time.ts';

const bootSchema = z.object({
  bootId: z.string(),
  firstReceivedAt: isoSchema,
  lastReceivedAt: isoSchema,
  ranges: z
    .array(z.array(z.int()))
    .openapi({ description: 'Received numbers as closed ranges [from, to], ascending' }),
  missing: z.int(),
});

const deliverySchema = z
  .object({
    station: z.string(),
    received: z.int().openapi({ description: 'Messages accepted, in whole or in part' }),
    duplicates: z.int(),
    missing: z.int().openapi({ description: 'Holes after the first number of each boot' }),
    completeness: z
      .number()
      .nullable()
      .openapi({ description: 'received / (received + missing); null before the first message' }),
    rejected: z.partialRecord(z.enum(REJECTION_REASONS), z.int()).openapi({
      type: 'object',
      description: 'By reason',
      additionalProperties: { type: 'integer' },
    }),
    rejectedUnkept: z.int().openapi({ description: 'Refused faster than quarantine keeps: counted only' }),
    unknownFields: z
      .record(z.string(), z.int())
      .openapi({ description: 'Undeclared fields, dropped, by name' }),
    personalFields: z.array(z.string()).openapi({ description: 'Of them, those that look personal' }),
    clockOffsetMs: z.number().optional().openapi({ description: "The station's clock minus the hub's" }),
    timeSources: z.object({ station: z.int(), age: z.int(), hub: z.int() }),
    connects: z.int(),
    takeovers: z.int().openapi({ description: 'Two devices with one token' }),
    oversizedPackets: z.int(),
    jumps: z.int(),
    lastReceivedAt: isoSchema.optional(),
    boots: z.array(bootSchema).openapi({ description: 'Newest first' }),
  })
  .openapi('Delivery');
export type DeliveryView = z.infer<typeof deliverySchema>;

const route = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}/delivery',
  operationId: 'getDelivery',
  tags: ['delivery'],
  summary: 'Received, duplicates, missing, rejected by reason, unknown fields, clock offset',
  request: { params: idParams, query: noQuery },
  responses: { 200: answer(deliverySchema, 'The delivery of the station'), default: problemAnswer },
});

export function deliveryRoutes(api: Api, { sources }: ApiContext): void {
  api.openapi(route, (c) => {
    const { id } = requireStation(sources.registry, c.req.valid('param').id);
    return c.json(deliveryView(sources.delivery.of(id)), 200);
  });
}

function deliveryView(delivery: Delivery): DeliveryView {
  const { received, missing } = delivery;
  return {
    ...delivery,
    completeness: received + missing > 0 ? received / (received + missing) : null,
    lastReceivedAt: isoOrAbsent(delivery.lastReceivedAt),
    boots: delivery.boots.map((boot) => ({
      ...boot,
      ranges: boot.ranges.map((range) => [...range]),
      firstReceivedAt: iso(boot.firstReceivedAt),
      lastReceivedAt: iso(boot.lastReceivedAt),
    })),
  };
}
