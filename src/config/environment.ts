// The environment stands over hub.yaml: which variable sets which key.
import type { KeyPath } from './yaml-source.ts';

const VARIABLES: Readonly<Record<string, KeyPath>> = {
  HUB_DATA: ['dataFolder'],
  HUB_LOG_LEVEL: ['logLevel'],
  HUB_MQTT_HOST: ['mqtt', 'host'],
  HUB_MQTT_PORT: ['mqtt', 'port'],
  HUB_HTTP_HOST: ['http', 'host'],
  HUB_HTTP_PORT: ['http', 'port'],
  HUB_API_TOKEN: ['http', 'token'],
  HUB_HISTORY: ['history', 'kind'],
};
const NUMBERS: ReadonlySet<string> = new Set(['HUB_MQTT_PORT', 'HUB_HTTP_PORT']);

export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of the file's content with the variables that are set and not empty put in. */
export function overlayEnvironment(content: unknown, env: Environment): unknown {
  const result = structuredClone(content);
  for (const [name, path] of Object.entries(VARIABLES)) {
    const text = env[name];
    if (text) setAt(result, path, NUMBERS.has(name) && /^\d+$/.test(text) ? Number(text) : text);
  }
  return result;
}

/** The variable that decided about a key, if one did. */
export function variableOf(path: string, env: Environment): string | undefined {
  const found = Object.entries(VARIABLES).find(([name, keys]) => env[name] && keys.join('.') === path);
  return found?.[0];
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
