// The event stream (Server-Sent Events): levels, presence, alerts and advisories as they happen.
import { createRoute, z } from '@hono/zod-openapi';
import { LIVE_KINDS, type LiveKind } from '../../live/view.ts';
import { acceptsEncoding } from '../accepts-encoding.ts';
import { endWithRight } from '../access/end-with-right.ts';
import type { Api, ApiContext } from '../context.ts';
import { gridsInSight, requireStationInSight } from '../known-station.ts';
import { idSchema } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';

const KINDS_EXPECTED = `one or more of ${LIVE_KINDS.join(', ')}, with commas`;

const DESCRIPTION = `\`hello\` comes first: unless it says \`resumed\`, load what you show anew, you may have missed something.
\`levels\` and \`presence\` hold \`items\`, the newest of each bin and station, at most twice a second; \`alert\` holds an
alert with the event that changed it, \`advisory\` an advisory and whether it started, was renewed or ended, at once.
\`heartbeat\` comes every 20 s. An alert's event may come twice: its \`id\` tells. With Last-Event-ID the stream goes on
where it broke. A reader that takes nothing is cut.`;

const route = createRoute({
  method: 'get',
  path: '/api/v1/stream',
  operationId: 'openStream',
  tags: ['alerts'],
  summary: 'What happens, as it happens: Server-Sent Events',
  description: DESCRIPTION,
  request: {
    query: z.strictObject({
      area: idSchema.optional().openapi({ description: 'Only of this area and everything below it' }),
      station: idSchema.optional(),
      kinds: z
        .string()
        .transform((text) => text.split(','))
        .refine((kinds): kinds is LiveKind[] => kinds.every(isKind), KINDS_EXPECTED)
        .optional()
        .openapi({
          type: 'string',
          description: `${KINDS_EXPECTED}; all when absent`,
          example: 'alert,advisory',
        }),
    }),
    headers: z.object({
      'last-event-id': z
        .string()
        .max(100)
        .optional()
        .openapi({ description: 'Of the last event that came; browsers send it by themselves' }),
    }),
  },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    default: problemAnswer,
  },
});

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  Vary: 'Accept-Encoding',
  // nginx would keep it back otherwise.
  'X-Accel-Buffering': 'no',
};

export function streamRoutes(api: Api, { sources }: ApiContext): void {
  const { registry, live } = sources;

  api.openapi(route, (c) => {
    const { area, station, kinds } = c.req.valid('query');
    const sees = c.get('sees');
    gridsInSight(registry, sees, area);
    if (station !== undefined) requireStationInSight(registry, sees, station);
    if (c.req.method === 'HEAD') return c.body('', 200, HEADERS);
    const encoding = acceptsEncoding(c.req.header('accept-encoding'), 'gzip') ? 'gzip' : 'identity';
    const stream = live.open(
      { area: area ?? sees.area, station, kinds },
      {
        lastEventId: c.req.valid('header')['last-event-id'],
        encoding,
        onCut: () => c.env?.incoming?.socket.destroy(),
      },
    );
    if (!stream)
      throw new Problem('too-many-readers', {
        detail: 'As many event streams are open as this hub allows. Try again later.',
        headers: { 'Retry-After': '30' },
      });
    endWithRight(c, sources.accounts);
    if (encoding !== 'identity') c.header('Content-Encoding', encoding);
    return c.body(stream, 200, HEADERS);
  });
}

function isKind(text: string): text is LiveKind {
  return (LIVE_KINDS as readonly string[]).includes(text);
}
