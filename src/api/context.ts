// What every route gets: the hub behind it, the clock, and what the request brought with it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Requester } from '../accounts/accounts.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { Principal } from '../model/principal.ts';
import type { StationDefaults } from '../registry/station-schema.ts';
import type { Peer } from './access/peer.ts';
import type { AskedRoute } from './access/route-of.ts';
import type { Sight } from './access/sight.ts';
import type { TrailNote } from './access/trail.ts';
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
  /** Nobody need sign in on this machine. */
  openOnLoopback: boolean;
}

export interface ApiEnv {
  Bindings: {
    incoming?: IncomingMessage;
    outgoing?: ServerResponse;
    /** Came in by the control socket: the administrator of this machine. */
    local?: boolean;
  };
  Variables: {
    requestId: string;
    peer: Peer;
    /** Undefined: nobody that is known. */
    requester: Requester | undefined;
    /** Who speaks as at the broker: a station, a gateway or an integration, with its own token. */
    device: Principal | undefined;
    /** How far the requester sees. */
    sees: Sight;
    /** Undefined: no route takes the request. */
    route: AskedRoute | undefined;
    trailNote: TrailNote | undefined;
    /** Sees the whole town, and so more than whether the hub is well. */
    trusted: boolean;
  };
}

export type Api = OpenAPIHono<ApiEnv>;
