// A whole hub in this process, on free ports and in a folder of its own, for acceptance tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOverrides, createApp } from '../../src/app.ts';
import { hubSchema } from '../../src/config/hub-schema.ts';
import type { HubConfig } from '../../src/config/load-config.ts';
import { silentLog } from '../../src/log.ts';
import type { Declared } from '../../src/registry/registry.ts';

export interface HubUnderTest {
  app: App;
  mqttPort: number;
  http: string;
  dataFolder: string;
  /** GET, parsed. Fails on anything but 200. */
  get<Answer = Record<string, unknown>>(path: string): Promise<Answer>;
  post<Answer = Record<string, unknown>>(
    path: string,
    body: unknown,
  ): Promise<{ status: number; body: Answer }>;
  /** Resolves once the history has everything that the journal has. */
  historyCaughtUp(): Promise<void>;
  /** Stops the hub; its folder stays until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export interface HubUnderTestOptions {
  declared?: Partial<Declared>;
  /** As in hub.yaml. */
  settings?: Record<string, unknown>;
  overrides?: AppOverrides;
  /** Of an earlier hub, to go on with. */
  dataFolder?: string;
}

export async function startHub(options: HubUnderTestOptions = {}): Promise<HubUnderTest> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'hub-')));
  const app = createApp(configOf(dataFolder, options), { log: silentLog, ...options.overrides });
  await app.start();
  const { mqtt, http } = app.addresses;

  async function get<Answer>(path: string): Promise<Answer> {
    const response = await fetch(http + path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  return {
    app,
    mqttPort: mqtt.port,
    http,
    dataFolder,
    get,
    async post<Answer>(path: string, body: unknown) {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(http + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Answer };
    },
    async historyCaughtUp() {
      for (let tries = 0; tries < 400; tries++) {
        const { history } = await get<{ history: { behindBytes: number } }>('/readyz');
        if (history.behindBytes === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('the history did not catch up in 10 s');
    },
    stop: () => app.stop(),
    async remove() {
      await app.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

function configOf(dataFolder: string, { declared, settings }: HubUnderTestOptions): HubConfig {
  const parsed = hubSchema.parse({ ...settings, dataFolder });
  return {
    ...parsed,
    mqtt: { ...parsed.mqtt, port: 0 },
    http: { ...parsed.http, port: 0 },
    declared: { areas: [], stations: [], gateways: [], integrations: [], ...declared },
  };
}
