// Messages of stations by HTTP, for platforms that push and boards without MQTT: the same door and the same journal.
// Answered only when everything is on disk, with a verdict for each element.
import { createRoute, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { MessageVerdict } from '../../ingest/door.ts';
import type { Principal } from '../../model/principal.ts';
import { REJECTION_REASONS } from '../../model/rejection.ts';
import { MAX_BATCH } from '../../protocol/batch.ts';
import { forbidden } from '../access/authorize.ts';
import type { Api, ApiContext, ApiEnv } from '../context.ts';
import { ELEMENT_TYPES, type Element, elementsOf, faultInElement } from '../ingest/elements.ts';
import { handIn, notTaken } from '../ingest/hand-in.ts';
import { answer, jsonBody, noQuery } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import type { ApiSources } from '../sources.ts';
import { isoOrAbsent, isoSchema } from '../time.ts';

/** Each may hold a body of 1 MiB in memory. */
const MOST_UNDER_WAY = 64;

const elementSchema = z.record(z.string(), z.unknown()).openapi({
  description: `A message of docs/protocol.md with its \`type\` (${ELEMENT_TYPES.join(', ')}) beside its fields, and its \`station\` where the sender speaks for several`,
  example: { type: 'emptied', bootId: 'b7Qx', seq: 43, observedAt: 1795424460000, binId: 'food-1' },
});
const EXPECTED_BODY = `one message, or a list of 1 to ${MAX_BATCH}`;
const listSchema = z.array(z.unknown()).min(1, EXPECTED_BODY).max(MAX_BATCH, EXPECTED_BODY);
const bodySchema = z.union([elementSchema, listSchema], { error: EXPECTED_BODY });

const itemSchema = z
  .object({
    station: z.string(),
    type: z.string(),
    bootId: z.string().optional(),
    seq: z.int().optional(),
    verdict: z
      .enum(['accepted', 'duplicate', 'rejected'])
      .openapi({ description: 'All three are final: none is to be sent again' }),
    at: isoSchema.optional().openapi({ description: 'The assigned time' }),
    timeSource: z.enum(['station', 'age', 'hub']).optional(),
    late: z.boolean().optional(),
    reason: z
      .enum(REJECTION_REASONS)
      .optional()
      .openapi({ description: 'Of an accepted message: why some of its bins were refused' }),
    path: z.string().optional(),
    expected: z.string().optional(),
  })
  .openapi('IngestVerdict');

const route = createRoute({
  method: 'post',
  path: '/api/v1/ingest',
  operationId: 'ingest',
  tags: ['ingest'],
  summary: 'Messages of stations: one, or a list of up to 200',
  description:
    'By `Authorization: Basic` with the id of a station or gateway and its token, or by a key of scope `ingest`. 200 means that everything is on disk; refused elements are kept in quarantine. 503 with Retry-After: nothing is acknowledged, send it all again.',
  request: { query: noQuery, body: jsonBody(bodySchema) },
  responses: {
    200: answer(
      z.object({
        accepted: z.int(),
        duplicates: z.int(),
        rejected: z.int(),
        items: z.array(itemSchema).openapi({ description: 'One for each element, in order' }),
      }),
      'What became of each element',
    ),
    default: problemAnswer,
  },
});

export function ingestRoutes(api: Api, { sources, clock }: ApiContext): void {
  const { door } = sources;
  api.openapi({ ...route, middleware: [takeTurn(door)] as const }, async (c) => {
    const body = c.req.valid('json');
    const sender = senderOf(c, body, sources.registry);
    const elements = elementsOf(body, sender);
    const receivedAt = clock.now();
    const verdicts = await handIn(
      door,
      elements.map(({ topic, payload }) => ({ principal: sender, topic, payload, receivedAt })),
    );
    const items = verdicts.map((verdict, place) => itemOf(verdict, elements[place] as Element, sender));
    const count = (wanted: MessageVerdict['verdict']) =>
      items.filter(({ verdict }) => verdict === wanted).length;
    const counts = {
      accepted: count('accepted'),
      duplicates: count('duplicate'),
      rejected: count('rejected'),
    };
    return c.json({ ...counts, items }, 200);
  });
}

/** Before the body is read: what cannot be taken now costs no memory. */
function takeTurn(door: ApiSources['door']): MiddlewareHandler<ApiEnv> {
  let underWay = 0;
  return async (c, next) => {
    if (!door.open) throw notTaken('The journal takes nothing at the moment.');
    if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      throw new Problem('unsupported-media-type', { detail: 'Send application/json.' });
    if (underWay >= MOST_UNDER_WAY) throw notTaken(`${MOST_UNDER_WAY} requests are under way already.`);
    underWay++;
    try {
      await next();
    } finally {
      underWay--;
    }
  };
}

/**
 * A key speaks for the stations of its area: those of the named ones that it sees. What it says for others is its own
 * fault, or anybody with a key could fill the memory with stations that are not there.
 */
function senderOf(c: Context<ApiEnv>, body: unknown, registry: ApiSources['registry']): Principal {
  const device = c.get('device');
  if (device?.kind === 'integration') throw forbidden(`The user ${device.id} may only read.`);
  if (device) return device;
  const sees = c.get('sees');
  const id = `key:${c.get('requester')?.name ?? ''}`;
  const named = elementsOf(body, { kind: 'gateway', id }).map(({ station }) => station);
  const isItsOwn = (station: string) => registry.station(station) !== undefined && sees.station(station);
  return { kind: 'gateway', id, stations: new Set(named.filter(isItsOwn)) };
}

function itemOf(verdict: MessageVerdict, element: Element, sender: Principal): z.infer<typeof itemSchema> {
  const { station, type } = element;
  const told = { ...verdict, ...faultInElement(verdict.reason, element, sender) };
  return { station, type, ...told, at: isoOrAbsent(verdict.at) };
}
