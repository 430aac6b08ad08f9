// The product as an operator runs it: a folder with configuration and data, and the built hub as a process on it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Declared } from '../../src/registry/registry.ts';
import { HUB_ENTRY } from './built-hub.ts';
import { type HubApi, hubApi } from './hub-api.ts';

export interface HubFolder {
  path: string;
  data: string;
  /** For a hub or a command on this folder; free ports. */
  env: Record<string, string>;
  remove(): Promise<void>;
}

export interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** A command line under way. */
export interface Launched {
  child: ChildProcess;
  pid: number;
  output: { out: string; err: string };
  ended: Promise<Ended>;
}

export interface HubProcess extends HubApi, Launched {
  /** 0 once it has ended: its port may be the next hub's, of another test, with stations of the same names. */
  readonly mqttPort: number;
  /** TLS, when it is configured. */
  mqttsPort: number | undefined;
  /** From the start of the process until it was ready. */
  readyMs: number;
  log(): LogLine[];
  /** Ends it with this signal, if it still lives. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

export interface FolderOptions {
  declared?: Partial<Declared>;
  /** As in hub.yaml; open on loopback unless it says otherwise. */
  settings?: Record<string, unknown>;
  /** Where the data is; below the folder when absent. */
  data?: string;
}

/** A machine that tests four files at a time on two busy cores. How fast a hub is ready is judged by `readyMs`. */
const READY_WITHIN_MS = 60_000;
const running = new Set<ChildProcess>();

export async function createHubFolder({ declared, settings, data }: FolderOptions = {}): Promise<HubFolder> {
  const path = await mkdtemp(join(tmpdir(), 'hub-'));
  await mkdir(join(path, 'config'));
  const http = { openOnLoopback: true, ...(settings?.http as object | undefined) };
  // JSON is YAML.
  await writeFile(join(path, 'config/hub.yaml'), JSON.stringify({ ...settings, http }));
  await writeFile(join(path, 'config/stations.yaml'), JSON.stringify(declared ?? {}));
  const dataFolder = data ?? join(path, 'data');
  return {
    path,
    data: dataFolder,
    env: { HUB_CONFIG: join(path, 'config'), HUB_DATA: dataFolder, HUB_MQTT_PORT: '0', HUB_HTTP_PORT: '0' },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** `dropoff-hub ARGS`, built. `wrap`: a command that runs it. */
export function launch(
  folder: HubFolder,
  args: readonly string[],
  { env, wrap = [] }: { env?: Record<string, string>; wrap?: readonly string[] } = {},
): Launched {
  const [command = '', ...rest] = [...wrap, process.execPath, HUB_ENTRY, ...args];
  const child = spawn(command, rest, { env: { ...process.env, ...folder.env, ...env }, cwd: folder.path });
  running.add(child);
  const output = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => (output.out += chunk));
  child.stderr?.on('data', (chunk) => (output.err += chunk));
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code, signal, ...output };
  });
  return { child, pid: child.pid ?? -1, output, ended };
}

/** Resolves when the hub is ready; rejects, with what it said, when it ends before. */
export async function startHubProcess(
  folder: HubFolder,
  options?: Parameters<typeof launch>[2],
): Promise<HubProcess> {
  const startedAt = performance.now();
  const launched = launch(folder, ['start'], options);
  const { mqtt, mqtts, http } = await opened(launched);
  const api = hubApi(http);
  await api.get('/readyz');
  return {
    ...launched,
    ...api,
    get mqttPort() {
      const { exitCode, signalCode } = launched.child;
      return exitCode === null && signalCode === null ? mqtt.port : 0;
    },
    mqttsPort: mqtts?.port,
    readyMs: performance.now() - startedAt,
    log: () => logLines(launched.output.out),
    end(signal) {
      launched.child.kill(signal);
      return launched.ended;
    },
  };
}

/** For `afterEach`: nothing outlives its test. */
export async function killAll(): Promise<void> {
  const children = [...running].map((child) => [child, once(child, 'close')] as const);
  for (const [child] of children) child.kill('SIGKILL');
  await Promise.all(children.map(([, closed]) => closed));
}

interface Opened {
  mqtt: { port: number };
  mqtts?: { port: number };
  http: string;
}

async function opened({ child, output }: Launched): Promise<Opened> {
  for (const end = performance.now() + READY_WITHIN_MS; performance.now() < end; await sleep(10)) {
    const line = logLines(output.out).find(({ msg }) => msg === 'the hub is open');
    if (line) return line as unknown as Opened;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the hub ended with ${child.exitCode ?? child.signalCode}: ${output.out}${output.err}`);
  }
  throw new Error(`the hub was not ready in ${READY_WITHIN_MS / 1_000} s: ${output.out}${output.err}`);
}

function logLines(text: string): LogLine[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}
