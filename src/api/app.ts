// The HTTP API: guards in front, then one file per resource below routes/. It knows the hub only by its sources and
// nothing of how requests come in (server.ts).
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { StationDefaults } from '../registry/station-schema.ts';
import { authorize } from './access/authorize.ts';
import { recogniseRequester } from './access/requester.ts';
import { keepTrail } from './access/trail.ts';
import { type Access, checkHost, checkOrigin } from './access.ts';
import { serveConsole } from './console/serve-console.ts';
import type { Api, ApiContext, ApiEnv } from './context.ts';
import { answerErrors, answerUnknown } from './errors.ts';
import { countResponses, limitBody, refuseOddPaths, securityHeaders } from './guards.ts';
import { problemResponse } from './problem.ts';
import { administrationRoutes } from './routes/administration.ts';
import { advisoryRoutes } from './routes/advisories.ts';
import { alertActionRoutes } from './routes/alert-actions.ts';
import { alertRoutes } from './routes/alerts.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { areaRoutes } from './routes/areas.ts';
import { auditRoutes } from './routes/audit.ts';
import { caseRoutes } from './routes/case.ts';
import { closureRoutes } from './routes/closure.ts';
import { collectionPlanRoutes } from './routes/collection-plan.ts';
import { deliveryRoutes } from './routes/delivery.ts';
import { docsRoutes } from './routes/docs.ts';
import { dutyRoutes } from './routes/duty.ts';
import { emptyingRoutes } from './routes/emptyings.ts';
import { healthRoutes } from './routes/health.ts';
import { ingestRoutes } from './routes/ingest.ts';
import { messageRoutes } from './routes/messages.ts';
import { notifierRoutes } from './routes/notifiers.ts';
import { readingRoutes } from './routes/readings.ts';
import { refusedConnectionRoutes } from './routes/refused-connections.ts';
import { registrationRoutes } from './routes/registration.ts';
import { rejectionRoutes } from './routes/rejections.ts';
import { sessionRoutes } from './routes/session.ts';
import { silenceRoutes } from './routes/silences.ts';
import { stationLevelRoutes } from './routes/station-levels.ts';
import { stationRoutes } from './routes/stations.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { streamRoutes } from './routes/stream.ts';
import { userRoutes } from './routes/users.ts';
import type { ApiSources } from './sources.ts';
import { answerInvalid } from './validation.ts';

export interface ApiOptions {
  sources: ApiSources;
  clock: Clock;
  log: Log;
  version: string;
  access: Access;
  metrics: Metrics;
  stationDefaults?: StationDefaults;
  /** 0.8 when absent */
  fullThreshold?: number;
  /** Its files; absent where it is not built. */
  console?: MiddlewareHandler<ApiEnv>;
}

/** A resource is its file and one line here. */
const RESOURCES: readonly ((api: Api, context: ApiContext) => void)[] = [
  stationRoutes,
  registrationRoutes,
  stationLevelRoutes,
  statisticsRoutes,
  readingRoutes,
  emptyingRoutes,
  messageRoutes,
  deliveryRoutes,
  areaRoutes,
  alertRoutes,
  alertActionRoutes,
  silenceRoutes,
  dutyRoutes,
  caseRoutes,
  closureRoutes,
  advisoryRoutes,
  collectionPlanRoutes,
  streamRoutes,
  ingestRoutes,
  rejectionRoutes,
  refusedConnectionRoutes,
  administrationRoutes,
  sessionRoutes,
  userRoutes,
  apiKeyRoutes,
  auditRoutes,
  notifierRoutes,
  healthRoutes,
  docsRoutes,
];

/** What changes seldom or is polled: the page then asks whether it changed. */
const WITH_ETAG = ['/api/v1/stations', '/api/v1/areas', '/openapi.json', '/docs', '/docs/style.css'];
/** Large, and without secrets: for a phone in the street. */
const COMPRESSED = [
  '/api/v1/station-levels',
  '/api/v1/stations/:id/statistics',
  '/api/v1/stations/:id/fill-levels',
];

/** Throws when it would be open, without signing in, to more than this machine. */
export function createApi(options: ApiOptions): Api {
  const { access, log, metrics } = options;
  if (access.openOnLoopback && !access.loopbackOnly)
    throw new Error('cannot open the API without signing in: it does not listen on loopback only');
  const stationDefaults = { reportingMinutes: 10, zone: 'Asia/Shanghai' };
  const { openOnLoopback = false } = access;
  const context = { stationDefaults, fullThreshold: 0.8, openOnLoopback, ...options };

  const api: Api = new OpenAPIHono<ApiEnv>({ defaultHook: answerInvalid });
  api.onError(answerErrors(log, options.sources));
  api.notFound(answerUnknown);
  api.use(countResponses(metrics), requestId(), securityHeaders, refuseOddPaths);
  api.use(checkHost(access), checkOrigin(access), options.console ?? serveConsole());
  api.use(recogniseRequester(access, options.sources, options.clock));
  api.use(
    methodNotAllowed({
      app: api,
      onMethodNotAllowed: (c, methods) =>
        problemResponse(c, 'method-not-allowed', { headers: { Allow: methods.join(', ') } }),
    }),
  );
  api.use(keepTrail(options.sources.accounts.audit, options), authorize(access, options.sources));
  // Behind them: of those who may not ask nothing is read.
  api.use(limitBody);
  for (const path of COMPRESSED) api.get(path, compress());
  for (const path of WITH_ETAG) api.get(path, etag());
  for (const addRoutes of RESOURCES) addRoutes(api, context);
  return api;
}
