// An advisory (全域预警) as the API and the event stream show it.
import { z } from '@hono/zod-openapi';
import { STREAMS } from '../model/stream.ts';
import { ADVISORY_KINDS, type Advisory } from '../watch/advisories/advisory.ts';
import { iso, isoSchema } from './time.ts';

export const advisorySchema = z
  .object({
    id: z.string(),
    kind: z.enum(ADVISORY_KINDS),
    grid: z.string().openapi({ description: 'The area that is warned' }),
    stream: z.enum(STREAMS).optional(),
    station: z.string().openapi({ description: 'The station that caused it' }),
    bins: z.array(z.object({ station: z.string(), binId: z.string().optional() })),
    alternatives: z
      .array(
        z.object({
          station: z.string(),
          name: z.string(),
          distanceM: z.number().openapi({ description: 'As the crow flies' }),
          freeLitres: z.number(),
        }),
      )
      .openapi({ description: 'Open stations with room for the stream, the nearest first' }),
    since: isoSchema,
    validUntil: isoSchema.openapi({ description: 'Renewed while it lasts' }),
  })
  .openapi('Advisory');

export function advisoryView(advisory: Advisory): z.infer<typeof advisorySchema> {
  const { id, kind, grid, stream, station, bins, alternatives, since, validUntil } = advisory;
  const times = { since: iso(since), validUntil: iso(validUntil) };
  return { id, kind, grid, stream, station, bins, alternatives, ...times };
}
