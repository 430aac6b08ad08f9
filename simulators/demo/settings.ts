// Where the demo runs: the hub's own variables, with the sample town and loopback as defaults.
import { join, resolve } from 'node:path';

const LOOPBACK = /^(?:127\.|::1$|localhost$)/;

export interface Endpoint {
  host: string;
  port: number;
}

export interface DemoSettings {
  configFolder: string;
  dataFolder: string;
  mqtt: Endpoint;
  http: Endpoint;
  /** What the hub writes, so that the terminal stays readable. */
  logFile: string;
  /** Where the simulated town is, for the next start. */
  stateFile: string;
}

export function readDemoSettings(env: NodeJS.ProcessEnv): DemoSettings {
  const dataFolder = resolve(env.HUB_DATA || './data/demo');
  return {
    configFolder: resolve(env.HUB_CONFIG || './config/demo'),
    dataFolder,
    mqtt: endpoint(env, 'HUB_MQTT', 1883),
    http: endpoint(env, 'HUB_HTTP', 8080),
    logFile: join(dataFolder, 'hub.log'),
    stateFile: join(dataFolder, 'simulators.json'),
  };
}

/** What the hub gets to hear: the same, said in its variables. */
export function hubEnvironment(settings: DemoSettings): Record<string, string> {
  const { configFolder, dataFolder, mqtt, http } = settings;
  return {
    HUB_CONFIG: configFolder,
    HUB_DATA: dataFolder,
    HUB_MQTT_HOST: mqtt.host,
    HUB_MQTT_PORT: String(mqtt.port),
    HUB_HTTP_HOST: http.host,
    HUB_HTTP_PORT: String(http.port),
    // Whoever tries it out need not sign in; from elsewhere one has to.
    HUB_HTTP_OPEN_ON_LOOPBACK: String(LOOPBACK.test(http.host)),
  };
}

function endpoint(env: NodeJS.ProcessEnv, prefix: string, port: number): Endpoint {
  const given = env[`${prefix}_PORT`] || String(port);
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new Error(`cannot start the demo: ${prefix}_PORT is "${given}"; expected a port from 1 to 65535`);
  }
  return { host: env[`${prefix}_HOST`] || '127.0.0.1', port: number };
}
