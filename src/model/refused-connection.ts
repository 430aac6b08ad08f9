// A CONNECT that was not let in, as the operator sees it.

/** Merged by user, address and reason. Times are milliseconds since 1970 UTC. */
export interface RefusedConnection {
  user: string;
  address: string;
  reason: string;
  count: number;
  firstAt: number;
  lastAt: number;
}
