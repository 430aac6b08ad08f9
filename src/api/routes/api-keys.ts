// API keys: how other systems ask the hub. The key itself is shown once.
import { createRoute, z } from '@hono/zod-openapi';
import { type ApiKey, KEY_SCOPES } from '../../accounts/key.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, idSchema, jsonBody, noQuery, personSchema } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { instantSchema, iso, isoOrAbsent, isoSchema } from '../time.ts';

const MOST_PER_MINUTE = 60_000;

const scopesSchema = z
  .array(z.enum(KEY_SCOPES))
  .min(1)
  .openapi({ description: '`read` all that is in sight, `alerts` act on alerts, `ingest` send messages' });

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: scopesSchema,
    area: z
      .string()
      .optional()
      .openapi({ description: 'Sees this area and what is below it; absent: the town' }),
    createdAt: isoSchema,
    createdBy: z.string(),
    expiresAt: isoSchema.optional(),
    lastUsedAt: isoSchema.optional().openapi({ description: 'Within a few minutes' }),
    perMinute: z.int().openapi({ description: 'Requests' }),
  })
  .openapi('ApiKey');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/api-keys',
  operationId: 'listApiKeys',
  tags: ['accounts'],
  summary: 'All keys, the oldest first; never the secrets',
  request: { query: noQuery },
  responses: { 200: answer(z.object({ items: z.array(keySchema) }), 'The keys'), default: problemAnswer },
});

const addRoute = createRoute({
  method: 'post',
  path: '/api/v1/api-keys',
  operationId: 'addApiKey',
  tags: ['accounts'],
  summary: 'Makes a key',
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        name: personSchema.openapi({ description: 'What it is for', example: 'weighbridge' }),
        scopes: scopesSchema,
        area: idSchema.optional(),
        expiresAt: instantSchema.optional(),
        perMinute: z.int().min(1).max(MOST_PER_MINUTE).optional().openapi({ description: '600 when absent' }),
      }),
    ),
  },
  responses: {
    201: answer(
      z
        .object({
          key: keySchema,
          secret: z.string().openapi({ description: 'The bearer token: shown this once' }),
        })
        .openapi('IssuedKey'),
      'The key',
    ),
    default: problemAnswer,
  },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/api/v1/api-keys/{id}',
  operationId: 'removeApiKey',
  tags: ['accounts'],
  summary: 'Ends a key at once',
  request: {
    params: z.object({
      id: z
        .string()
        .regex(/^[\w-]{1,64}$/)
        .openapi({ param: { name: 'id', in: 'path' } }),
    }),
    query: noQuery,
  },
  responses: { 204: { description: 'Removed' }, default: problemAnswer },
});

export function apiKeyRoutes(api: Api, { sources }: ApiContext): void {
  const { accounts } = sources;

  api.openapi(listRoute, (c) => c.json({ items: accounts.keys().map(keyView) }, 200));

  api.openapi(addRoute, async (c) => {
    const input = c.req.valid('json');
    const { key, secret } = await accounts.addKey(input, c.get('requester')?.name ?? '');
    c.set('trailNote', { target: key.id });
    return c.json({ key: keyView(key), secret }, 201);
  });

  api.openapi(removeRoute, async (c) => {
    await accounts.removeKey(c.req.valid('param').id);
    return c.body(null, 204);
  });
}

function keyView({
  id,
  name,
  scopes,
  area,
  createdAt,
  createdBy,
  ...more
}: ApiKey): z.infer<typeof keySchema> {
  const { expiresAt, lastUsedAt, perMinute } = more;
  return {
    ...{ id, name, scopes: [...scopes], area, createdAt: iso(createdAt), createdBy },
    ...{ expiresAt: isoOrAbsent(expiresAt), lastUsedAt: isoOrAbsent(lastUsedAt), perMinute },
  };
}
