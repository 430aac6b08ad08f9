// What the InfluxDB store must be told: where the server is, how to enter, and where its two kinds of data go. It must
// not know how they are written.

/** Where points go: single readings, or their hourly sums, which are kept longer. */
export type Target = 'raw' | 'rollUps';

/** InfluxDB 2.x and 3.x: a token, and a bucket for each target. */
export interface TokenAuth {
  token: string;
  org: string;
  bucket: string;
  bucketRollUps: string;
}

/** InfluxDB 1.x: one database with a retention policy for each target. */
export interface DatabaseAuth {
  username?: string;
  password?: string;
  database: string;
  retentionRaw: string;
  retentionRollUps: string;
}

export interface InfluxOptions {
  kind: 'influx';
  /** For what must be durable on this side. */
  folder: string;
  /** http(s)://host:port, with a path where the server stands behind one. */
  url: string;
  auth: TokenAuth | DatabaseAuth;
  /** A recognition of at least this confidence counts for accuracy. */
  accuracyConfidence?: number;
  /** Of one request. 10,000 */
  timeoutMs?: number;
  /** Told what a person must look at; never called for what passes by itself. */
  onTrouble?: (trouble: string) => void;
}

/** Where a target lies on the server, in the words of its version. */
export interface Place {
  /** The `db` of InfluxQL: of 2.x and 3.x the bucket, by its DBRP mapping. */
  database: string;
  /** 1.x only. */
  retentionPolicy?: string;
  /** For messages to people: `database "hub", retention policy "raw"`, `bucket "hub"`. */
  name: string;
}

export function placeOf(auth: InfluxOptions['auth'], target: Target): Place {
  if ('token' in auth) {
    const bucket = target === 'raw' ? auth.bucket : auth.bucketRollUps;
    return { database: bucket, name: `bucket "${bucket}"` };
  }
  const retentionPolicy = target === 'raw' ? auth.retentionRaw : auth.retentionRollUps;
  const name = `database "${auth.database}", retention policy "${retentionPolicy}"`;
  return { database: auth.database, retentionPolicy, name };
}
