// What every route gets: the hub behind it, the clock, and what the request brought with it.
import type { IncomingMessage } from 'node:http';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { StationDefaults } from '../registry/station-schema.ts';
import type { ApiSources } from './sources.ts';

export interface ApiContext {
  sources: ApiSources;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Of the hub, for people. */
  version: string;
  /** For what a new station leaves out; its zone is also that of areas. */
  stationDefaults: StationDefaults;
  /** 0..1, from where on a bin is full. */
  fullThreshold: number;
}

export interface ApiEnv {
  Bindings: {
    incoming?: IncomingMessage;
    /** Came in by the control socket: the administrator of this machine. */
    local?: boolean;
  };
  Variables: {
    requestId: string;
    /** May see more than whether the hub is well. */
    trusted: boolean;
  };
}

export type Api = OpenAPIHono<ApiEnv>;
