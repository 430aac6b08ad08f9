// Notifiers of the configuration, without their secrets and addresses, and a message to try one.
import { createRoute, z } from '@hono/zod-openapi';
import { SEVERITIES } from '../../model/alert-event.ts';
import { LANGUAGES } from '../../watch/notifiers/notifier.ts';
import type { NotifierFacts } from '../../watch/notifiers/notifier-desk.ts';
import type { Sight } from '../access/sight.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, noQuery } from '../parameters.ts';
import { notFound, problemAnswer } from '../problem.ts';

const notifierSchema = z
  .object({
    name: z.string(),
    kind: z.string().openapi({ example: 'wecom' }),
    lang: z.enum(LANGUAGES),
    grids: z.array(z.string()).openapi({ description: 'Told of what happens there; none: of everything' }),
    leastSeverity: z.enum(SEVERITIES),
    onlyAddressed: z.boolean().openapi({ description: 'Only of what somebody is asked to do' }),
  })
  .openapi('Notifier');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/notifiers',
  operationId: 'listNotifiers',
  tags: ['notifiers'],
  summary: 'How people are told',
  request: { query: noQuery },
  responses: {
    200: answer(z.object({ items: z.array(notifierSchema) }), 'The notifiers'),
    default: problemAnswer,
  },
});

const testRoute = createRoute({
  method: 'post',
  path: '/api/v1/notifiers/{name}/test',
  operationId: 'testNotifier',
  tags: ['notifiers'],
  summary: 'Sends one test message and says what came back',
  request: {
    params: z.object({
      name: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
        .openapi({ param: { name: 'name', in: 'path' }, example: 'duty-group' }),
    }),
    query: noQuery,
  },
  responses: {
    200: answer(
      z
        .object({
          taken: z.boolean(),
          fault: z.enum(['away', 'busy', 'refused']).optional(),
          answer: z.string().openapi({ description: "In the receiver's own words where it has any" }),
        })
        .openapi('NotifierTest'),
      'What came back; also when the message was not taken',
    ),
    default: problemAnswer,
  },
});

export function notifierRoutes(api: Api, { sources }: ApiContext): void {
  const { notifiers } = sources;
  const visible = (sees: Sight) => notifiers.list().filter((one) => isInSight(one, sees));

  api.openapi(listRoute, (c) => c.json({ items: visible(c.get('sees')).map(notifierView) }, 200));

  api.openapi(testRoute, async (c) => {
    const { name } = c.req.valid('param');
    if (!visible(c.get('sees')).some((one) => one.name === name))
      throw notFound(`The configuration has no notifier "${name}".`);
    const outcome = await notifiers.test(name);
    if (outcome.ok) return c.json({ taken: true, answer: outcome.answer }, 200);
    return c.json({ taken: false, fault: outcome.fault, answer: outcome.reason }, 200);
  });
}

/** One that is told of everything is the town's. */
function isInSight({ grids }: NotifierFacts, sees: Sight): boolean {
  if (sees.grids() === undefined) return true;
  return grids.length > 0 && grids.every((grid) => sees.grid(grid));
}

function notifierView({ grids, ...facts }: NotifierFacts): z.infer<typeof notifierSchema> {
  return { ...facts, grids: [...grids] };
}
