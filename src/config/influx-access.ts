// Where InfluxDB is and how to enter it: the settings together with their secrets, or everything that is missing.
// Token or user name decides which kind of server it is; whether it answers is the start probe's affair.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigFault } from './config-error.ts';
import { type Environment, variableFor } from './environment.ts';
import type { InfluxSettings } from './influx-schema.ts';

export interface InfluxAccess {
  url: string;
  auth: BucketAuth | DatabaseAuth;
  timeoutMs: number;
}

/** InfluxDB 2.x and 3.x. */
interface BucketAuth {
  token: string;
  org: string;
  bucket: string;
  bucketRollUps: string;
}

/** InfluxDB 1.x; without user name and password where the server asks for none. */
interface DatabaseAuth {
  username?: string;
  password?: string;
  database: string;
  retentionRaw: string;
  retentionRollUps: string;
}

export interface AccessSources {
  env: Environment;
  /** Relative names of files start here. */
  folder: string;
}

type Key = keyof InfluxSettings;

const EXPECTED = {
  url: 'where InfluxDB listens, e.g. http://127.0.0.1:8086',
  org: 'the organisation in InfluxDB (any word for 3.x)',
  bucket: 'the bucket for readings',
  bucketRollUps: 'the bucket for hourly sums',
  database: 'the database of InfluxDB 1.x',
} as const;

export function resolveInfluxAccess(
  settings: InfluxSettings,
  sources: AccessSources,
): { access?: InfluxAccess; faults: ConfigFault[] } {
  const finding = new Finding(settings, sources);
  const url = finding.text('url');
  const auth = finding.auth();
  const { faults } = finding;
  if (faults.length > 0 || !auth) return { faults };
  return { access: { url, auth, timeoutMs: settings.timeoutSeconds * 1_000 }, faults };
}

/** Gathers what is there and notes what is not. */
class Finding {
  readonly faults: ConfigFault[] = [];
  readonly #settings: InfluxSettings;
  readonly #sources: AccessSources;

  constructor(settings: InfluxSettings, sources: AccessSources) {
    this.#settings = settings;
    this.#sources = sources;
  }

  text(key: keyof typeof EXPECTED): string {
    const value = this.#settings[key];
    if (value === undefined) this.#miss(variableOf(key), `${EXPECTED[key]} (or history.influx.${key})`);
    return value ?? '';
  }

  auth(): BucketAuth | DatabaseAuth | undefined {
    const token = this.#secret('INFLUX_TOKEN', 'tokenFile');
    const password = this.#secret('INFLUX_PASSWORD', 'passwordFile');
    const { org, bucket, bucketRollUps, username, database } = this.#settings;
    const ofBuckets = [token, org, bucket, bucketRollUps].some((part) => part !== undefined);
    const ofDatabase = [password, username, database].some((part) => part !== undefined);
    if (ofBuckets && ofDatabase) {
      this.#miss(
        'INFLUX_TOKEN',
        'one kind of server: a token and buckets (2.x, 3.x), or a database (1.x)',
        'both',
      );
      return undefined;
    }
    return ofDatabase ? this.#databaseAuth(username, password) : this.#bucketAuth(token);
  }

  #bucketAuth(token: string | undefined): BucketAuth {
    if (token === undefined)
      this.#miss(
        'INFLUX_TOKEN',
        'a token (or INFLUX_TOKEN_FILE) for 2.x and 3.x, or INFLUX_DATABASE for 1.x',
      );
    const [org, bucket, bucketRollUps] = [this.text('org'), this.text('bucket'), this.text('bucketRollUps')];
    if (bucket !== '' && bucket === bucketRollUps)
      this.#miss('INFLUX_BUCKET_ROLLUPS', 'another bucket than INFLUX_BUCKET', bucketRollUps);
    return { token: token ?? '', org, bucket, bucketRollUps };
  }

  #databaseAuth(username: string | undefined, password: string | undefined): DatabaseAuth {
    if (username === undefined && password !== undefined)
      this.#miss('INFLUX_USERNAME', 'a user name to the password');
    if (username !== undefined && password === undefined)
      this.#miss('INFLUX_PASSWORD', 'a password to the user name (or INFLUX_PASSWORD_FILE)');
    const { retentionRaw, retentionRollUps } = this.#settings;
    if (retentionRaw === retentionRollUps)
      this.#miss('history.influx.retentionRollUps', 'another name than retentionRaw', retentionRollUps);
    const user = username !== undefined && password !== undefined && { username, password };
    return { ...user, database: this.text('database'), retentionRaw, retentionRollUps };
  }

  /** Of the variable, or of the file; of both would leave open which one counts. */
  #secret(variable: 'INFLUX_TOKEN' | 'INFLUX_PASSWORD', fileKey: 'tokenFile' | 'passwordFile') {
    const given = this.#sources.env[variable] || undefined;
    const file = this.#settings[fileKey];
    if (file === undefined) return this.#sound(variable, given);
    if (given !== undefined) this.#miss(variable, `nothing, because ${variableOf(fileKey)} is given too`, '');
    return this.#sound(variableOf(fileKey), this.#read(file, variableOf(fileKey)));
  }

  /** It goes into a header: what cannot stand there would show up much later, as a failed request. */
  #sound(variable: string, secret: string | undefined): string | undefined {
    if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret))
      this.#miss(variable, 'one line of visible ASCII characters without spaces', '');
    return secret;
  }

  #read(file: string, variable: string): string {
    try {
      return readFileSync(resolve(this.#sources.folder, file), 'utf8').trim();
    } catch {
      this.#miss(variable, `a file that can be read (${file})`, '');
      return '-';
    }
  }

  #miss(path: string, expected: string, value?: string): void {
    this.faults.push({ file: 'environment', path, expected, value });
  }
}

function variableOf(key: Key): string {
  return variableFor(`history.influx.${key}`) ?? `history.influx.${key}`;
}
