// A whole hub in this process, on free ports and in a folder of its own, for acceptance tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOverrides, createApp } from '../../src/app.ts';
import { alertsSchema } from '../../src/config/alerts-schema.ts';
import { createDutySchema } from '../../src/config/duty-schema.ts';
import { hubSchema } from '../../src/config/hub-schema.ts';
import type { HubConfig } from '../../src/config/load-config.ts';
import { createNotifiersSchema } from '../../src/config/notifiers-schema.ts';
import { silentLog } from '../../src/log.ts';
import type { Declared } from '../../src/registry/registry.ts';
import { type HubApi, hubApi } from './hub-api.ts';

export interface HubUnderTest extends HubApi {
  app: App;
  mqttPort: number;
  dataFolder: string;
  /** Stops the hub; its folder stays until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export interface HubUnderTestOptions {
  declared?: Partial<Declared>;
  /** As in hub.yaml. */
  settings?: Record<string, unknown>;
  /** As in alerts.yaml. */
  alerts?: Record<string, unknown>;
  /** As in duty.yaml. */
  duty?: Record<string, unknown>;
  /** As in notifiers.yaml. */
  notifiers?: Record<string, unknown>;
  /** Variables of the environment that notifiers name. */
  secrets?: Readonly<Record<string, string>>;
  overrides?: AppOverrides;
  /** Of an earlier hub, to go on with. */
  dataFolder?: string;
}

export async function startHub(options: HubUnderTestOptions = {}): Promise<HubUnderTest> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'hub-')));
  const app = createApp(configOf(dataFolder, options), { log: silentLog, ...options.overrides });
  await app.start();
  const { mqtt, http } = app.addresses;

  return {
    ...hubApi(http),
    app,
    mqttPort: mqtt.port,
    dataFolder,
    stop: () => app.stop(),
    async remove() {
      await app.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

function configOf(dataFolder: string, options: HubUnderTestOptions): HubConfig {
  const { declared, settings, alerts, duty, notifiers, secrets } = options;
  // Tests of the hub itself ask without signing in; those of rights say so.
  const http = { openOnLoopback: true, ...(settings?.http as object | undefined) };
  const parsed = hubSchema.parse({ ...settings, http, dataFolder });
  return {
    ...parsed,
    mqtt: { ...parsed.mqtt, port: 0 },
    http: { ...parsed.http, port: 0 },
    declared: { areas: [], stations: [], gateways: [], integrations: [], ...declared },
    alerts: alertsSchema.parse(alerts ?? {}),
    duty: createDutySchema({ zone: parsed.stations.zone }).parse(duty ?? {}),
    notifiers: createNotifiersSchema({ env: secrets ?? {}, folder: dataFolder }).parse(notifiers ?? {}),
  };
}
