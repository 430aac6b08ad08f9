// Whether a station of this id is registered and how it could be let in: what a technician asks before anything else,
// and so an answer also for an id that nothing has.
import { createRoute, z } from '@hono/zod-openapi';
import { foldId } from '../../model/id.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, idParams, noQuery } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';

const registrationSchema = z
  .object({
    station: z.string(),
    state: z
      .enum(['in-service', 'former', 'unknown'])
      .openapi({ description: 'Former: taken out of service, its past stays' }),
    similarId: z
      .string()
      .optional()
      .openapi({ description: 'Of an unknown id: the same but for upper and lower case' }),
    declared: z.boolean().openapi({ description: 'In stations.yaml, where alone it can be changed' }),
    tokens: z.int().openapi({ description: 'That are accepted now' }),
    demoToken: z.boolean().openapi({ description: '`demo-<id>` is accepted from the machine of the hub' }),
    gateways: z.array(z.string()).openapi({ description: 'That speak for it' }),
  })
  .openapi('Registration');
export type RegistrationView = z.infer<typeof registrationSchema>;

const route = createRoute({
  method: 'get',
  path: '/api/v1/stations/{id}/registration',
  operationId: 'getRegistration',
  tags: ['stations'],
  summary: 'Whether a station is registered, and how it could be let in',
  description: 'Answers also for an id that nothing has, to whoever sees the whole town.',
  request: { params: idParams, query: noQuery },
  responses: { 200: answer(registrationSchema, 'The registration'), default: problemAnswer },
});

export function registrationRoutes(api: Api, { sources }: ApiContext): void {
  api.openapi(route, (c) => c.json(registrationView(sources.registry, c.req.valid('param').id), 200));
}

function registrationView(registry: Registry, id: string): RegistrationView {
  const waysIn = { station: id, ...registry.waysIn(id) };
  const station = registry.station(id);
  if (station) return { ...waysIn, state: 'in-service', declared: station.declared };
  if (registry.formerStation(id)) return { ...waysIn, state: 'former', declared: false };
  const similarId = registry.stations().find((one) => foldId(one.id) === foldId(id))?.id;
  return { ...waysIn, state: 'unknown', similarId, declared: false };
}
