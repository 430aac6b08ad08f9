// Which route a request reaches, as the table of rights names it, with what stands in its path.
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { ApiEnv } from '../context.ts';

export interface AskedRoute {
  /** `GET /api/v1/stations/{id}` */
  name: string;
  /** Decoded as the route itself gets them: what is checked here is what it acts on. */
  params: Readonly<Record<string, string>>;
}

/** Undefined when no route takes the request. */
export function routeOf(c: Context<ApiEnv>): AskedRoute | undefined {
  // What holds for all methods stands in front of the routes.
  const index = matchedRoutes(c).findIndex(({ method }) => method !== 'ALL');
  const route = matchedRoutes(c)[index];
  return route && { name: `${route.method} ${rightsPath(route.path)}`, params: paramsAt(c, index) };
}

/** From Hono's `:id` and `:id{pattern}` to `{id}`. */
export function rightsPath(path: string): string {
  return path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}');
}

/** A middleware is given the parameters of its own path only. */
function paramsAt(c: Context<ApiEnv>, index: number): Record<string, string> {
  const own = c.req.routeIndex;
  c.req.routeIndex = index;
  const params = { ...(c.req.param() as Record<string, string>) };
  c.req.routeIndex = own;
  return params;
}
