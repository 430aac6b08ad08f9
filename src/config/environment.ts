// The environment stands over hub.yaml: which variable sets which key.
import type { KeyPath } from './yaml-source.ts';

const VARIABLES: Readonly<Record<string, KeyPath>> = {
  HUB_DATA: ['dataFolder'],
  HUB_LOG_LEVEL: ['logLevel'],
  HUB_MQTT_HOST: ['mqtt', 'host'],
  HUB_MQTT_PORT: ['mqtt', 'port'],
  HUB_MQTT_ALLOW_PLAINTEXT: ['mqtt', 'allowPlaintext'],
  HUB_HTTP_HOST: ['http', 'host'],
  HUB_HTTP_PORT: ['http', 'port'],
  HUB_HTTP_OPEN_ON_LOOPBACK: ['http', 'openOnLoopback'],
  HUB_API_TOKEN: ['http', 'token'],
  HUB_HISTORY: ['history', 'kind'],
  INFLUX_URL: ['history', 'influx', 'url'],
  INFLUX_TOKEN_FILE: ['history', 'influx', 'tokenFile'],
  INFLUX_ORG: ['history', 'influx', 'org'],
  INFLUX_BUCKET: ['history', 'influx', 'bucket'],
  INFLUX_BUCKET_ROLLUPS: ['history', 'influx', 'bucketRollUps'],
  INFLUX_USERNAME: ['history', 'influx', 'username'],
  INFLUX_PASSWORD_FILE: ['history', 'influx', 'passwordFile'],
  INFLUX_DATABASE: ['history', 'influx', 'database'],
};
const NUMBERS: ReadonlySet<string> = new Set(['HUB_MQTT_PORT', 'HUB_HTTP_PORT']);
const SWITCHES: ReadonlySet<string> = new Set(['HUB_MQTT_ALLOW_PLAINTEXT', 'HUB_HTTP_OPEN_ON_LOOPBACK']);
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };

export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the file's content with the variables that are set and not empty put in. */
export function overlayEnvironment(content: unknown, env: Environment): unknown {
  const result = structuredClone(content);
  for (const [name, path] of Object.entries(VARIABLES)) {
    const text = env[name];
    if (text) setAt(result, path, parsed(name, text));
  }
  return result;
}

/** What is no number or no yes and no stays text: the schema then says what was expected. */
function parsed(name: string, text: string): unknown {
  if (NUMBERS.has(name) && /^\d+$/.test(text)) return Number(text);
  if (SWITCHES.has(name)) return BOOLEANS[text] ?? text;
  return text;
}

/** The variable that would set a key, whether it is set or not. */
export function variableFor(path: string): string | undefined {
  return Object.entries(VARIABLES).find(([, keys]) => keys.join('.') === path)?.[0];
}

/** The variable that decided about a key, if one did. */
export function variableOf(path: string, env: Environment): string | undefined {
  const name = variableFor(path);
  return name && env[name] ? name : undefined;
}

/** Where the file has something else than a mapping, its own fault is reported and the variable waits. */
function setAt(content: unknown, path: KeyPath, value: unknown): void {
  let node = content;
  for (const [depth, key] of path.entries()) {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const mapping = node as Record<string, unknown>;
    if (depth === path.length - 1) mapping[key] = value;
    else mapping[key] ??= {};
    node = mapping[key];
  }
}
