// Changes of the registry: stations added, imported, changed, taken out of service, given a new token. Used by the
// command line over the control socket, and by those who manage the town or an area of it.
import { createRoute, z } from '@hono/zod-openapi';
import { type ImportFault, importStations, planImport } from '../../registry/import-csv.ts';
import { createStationSchema, type StationDefaults, stationShape } from '../../registry/station-schema.ts';
import { changesInSight } from '../access/changes-in-sight.ts';
import type { Api, ApiContext } from '../context.ts';
import { importPlanSchema, importPlanView } from '../import-view.ts';
import { requireStation } from '../known-station.ts';
import { answer, idParams, jsonBody, noQuery } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';

const MAX_STATIONS = 20_000;

const tokenSchema = z
  .object({
    stationId: z.string(),
    token: z.string().openapi({ description: 'Shown this once; the hub keeps only its SHA-256' }),
  })
  .openapi('IssuedToken');
const tokensAnswer = answer(z.object({ tokens: z.array(tokenSchema) }), 'A token for each station');

/** One station alone stands for a list of one. */
function oneOrMany<Station extends z.ZodType>(station: Station) {
  return z.preprocess(
    (body) => (typeof body === 'object' && body && !('stations' in body) ? { stations: [body] } : body),
    z.strictObject({ stations: z.array(station).min(1).max(MAX_STATIONS) }),
  );
}

function routesFor(defaults: StationDefaults) {
  const { id: _, ...changeable } = stationShape(defaults);
  return {
    add: createRoute({
      method: 'post',
      path: '/api/v1/stations',
      operationId: 'addStations',
      tags: ['administration'],
      summary: 'Adds stations, all or none',
      description: 'The body is `{ stations: [...] }`, or one station alone.',
      request: {
        query: noQuery,
        body: jsonBody(oneOrMany(createStationSchema(defaults))),
      },
      responses: { 201: tokensAnswer, default: problemAnswer },
    }),
    change: createRoute({
      method: 'put',
      path: '/api/v1/stations/{id}',
      operationId: 'changeStation',
      tags: ['administration'],
      summary: 'Replaces what is known of a station; what it was stays explainable',
      request: { params: idParams, query: noQuery, body: jsonBody(z.strictObject(changeable)) },
      responses: { 204: { description: 'Changed' }, default: problemAnswer },
    }),
  };
}

const importRoute = createRoute({
  method: 'post',
  path: '/api/v1/stations/import',
  operationId: 'importStations',
  tags: ['administration'],
  summary: 'Adds the stations of a CSV file: all or none',
  description:
    'Columns id, name, grid, latitude, longitude, bins (`food:240:1100|residual:240`); optional reportingMinutes, households, openingHours, collectionTimes, inServiceFrom, zone.',
  request: {
    query: z.strictObject({
      dryRun: z
        .enum(['true', 'false'])
        .optional()
        .openapi({ description: '`true`: says what would be added and what is wrong, and writes nothing' }),
    }),
    body: { required: true, content: { 'text/csv': { schema: z.string() } } },
  },
  responses: {
    200: answer(importPlanSchema, 'What would be added: nothing is written'),
    201: tokensAnswer,
    default: problemAnswer,
  },
});

const rotateRoute = createRoute({
  method: 'post',
  path: '/api/v1/stations/{id}/rotate-token',
  operationId: 'rotateToken',
  tags: ['administration'],
  summary: 'A new token; the old ones stay valid for a while',
  request: {
    params: idParams,
    query: noQuery,
    body: {
      required: false,
      content: {
        'application/json': {
          schema: z.strictObject({
            overlapDays: z.number().min(0).max(365).optional().openapi({ description: '30 when absent' }),
          }),
        },
      },
    },
  },
  responses: { 201: answer(tokenSchema, 'The token'), default: problemAnswer },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/api/v1/stations/{id}',
  operationId: 'removeStation',
  tags: ['administration'],
  summary: 'Takes a station out of service; its past stays',
  request: { params: idParams, query: noQuery },
  responses: { 204: { description: 'Out of service' }, default: problemAnswer },
});

export function administrationRoutes(api: Api, { sources, stationDefaults: defaults }: ApiContext): void {
  const { registry } = sources;
  const routes = routesFor(defaults);

  api.openapi(routes.add, async (c) => {
    const { stations } = c.req.valid('json');
    const tokens = await changesInSight(registry, c.get('sees')).addStations(stations);
    return c.json({ tokens }, 201);
  });

  api.openapi(importRoute, async (c) => {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'text/csv') throw new Problem('unsupported-media-type', { detail: 'Send text/csv.' });
    const visible = changesInSight(registry, c.get('sees'));
    const file = { csv: await c.req.text(), registry: visible, defaults };
    if (c.req.valid('query').dryRun === 'true') {
      const plan = planImport(file);
      c.set('trailNote', { changes: { dryRun: true, stations: plan.rows.length } });
      return c.json(importPlanView(plan), 200);
    }
    const result = await importStations(file);
    if (!result.ok) throw refusedImport(result.faults);
    c.set('trailNote', { changes: { stations: result.tokens.length } });
    return c.json({ tokens: result.tokens }, 201);
  });

  api.openapi(routes.change, async (c) => {
    const { id } = requireStation(registry, c.req.valid('param').id);
    await changesInSight(registry, c.get('sees')).updateStation({ ...c.req.valid('json'), id });
    return c.body(null, 204);
  });

  api.openapi(rotateRoute, async (c) => {
    const { id } = requireStation(registry, c.req.valid('param').id);
    return c.json(await registry.rotateToken(id, c.req.valid('json')), 201);
  });

  api.openapi(removeRoute, async (c) => {
    await registry.removeStation(requireStation(registry, c.req.valid('param').id).id);
    return c.body(null, 204);
  });
}

function refusedImport(faults: readonly ImportFault[]): Problem {
  const errors = faults.map(({ line, column, fault }) => ({
    path: column === undefined ? `line ${line}` : `line ${line}, ${column}`,
    expected: fault,
  }));
  return new Problem('invalid-body', { detail: 'Nothing was imported.', errors });
}
