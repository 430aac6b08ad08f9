// The whole hub as people run it: `dropoff-hub start` in a process of its own, on free ports of loopback.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endChild, guard } from '../measure/children.ts';

export interface HubProcessOptions {
  configFolder: string;
  dataFolder: string;
  /** Writes a CPU profile of each thread there when the hub stops. */
  profileFolder?: string | undefined;
  /** Settings besides those that every hub of the benchmark has. */
  environment?: Readonly<Record<string, string>> | undefined;
}

export interface HubProcess {
  readonly pid: number;
  readonly mqttPort: number;
  /** `http://host:port` */
  readonly http: string;
  /** From the start of the process until it accepts stations. */
  readonly startMs: number;
  stop(): Promise<void>;
}

interface LogLine {
  msg: string;
  level: string;
  mqtt?: { port: number };
  http?: string;
}

export async function startHub(options: HubProcessOptions): Promise<HubProcess> {
  const startedAt = performance.now();
  const child = guard(spawn(process.execPath, argumentsOf(options), { env: environmentOf(options) }));
  child.stderr.pipe(process.stderr);
  const { mqtt, http } = await openingOf(child);
  const startMs = performance.now() - startedAt;
  if (!mqtt || http === undefined) throw new Error('cannot start the hub: its log names no addresses');
  const stop = async () => {
    await endChild(child);
    if (child.exitCode !== 0)
      throw new Error(`cannot stop the hub: it ended with ${child.signalCode ?? child.exitCode}`);
  };
  return { pid: child.pid as number, mqttPort: mqtt.port, http, startMs, stop };
}

function argumentsOf({ profileFolder }: HubProcessOptions): string[] {
  const main = fileURLToPath(new URL(`../../src/main${extname(import.meta.url)}`, import.meta.url));
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  return [...process.execArgv, ...profile, main, 'start'];
}

function environmentOf({ configFolder, dataFolder, environment }: HubProcessOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HUB_CONFIG: configFolder,
    HUB_DATA: dataFolder,
    HUB_MQTT_PORT: '0',
    HUB_HTTP_PORT: '0',
    ...environment,
  };
}

/** The line that says where the hub listens; whatever else is not mere information is shown, before and after. */
async function openingOf(child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<LogLine> {
  const lines = createInterface({ input: child.stdout });
  const opening = new Promise<LogLine>((resolve) => {
    lines.on('line', (text) => {
      const line: Partial<LogLine> = text.startsWith('{') ? JSON.parse(text) : {};
      if (line.msg === 'the hub is open') resolve(line as LogLine);
      else if (line.level !== 'info') console.error(`hub: ${text}`);
    });
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`cannot start the hub: it ended with ${code}`);
  });
  ended.catch(() => undefined); // Of no interest once it is open.
  return await Promise.race([opening, ended]);
}
