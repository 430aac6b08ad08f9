// Real time series servers for tests: Debian's influxd 1.6.7, and victoria-metrics, which takes what the 2.x client
// sends. Each on a free port with a folder of its own, ended by pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseAuth } from '../../src/history/influx/options.ts';

/** What `startInfluxd` has made on the server. */
export const DATABASE: DatabaseAuth = {
  database: 'hub',
  retentionRaw: 'raw',
  retentionRollUps: 'rollups',
};

export interface RunningServer {
  url: string;
  readonly pid: number;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
  /** SIGKILL; data stays for `restart`. */
  kill(): Promise<void>;
  /** The same port and folder. */
  restart(): Promise<void>;
}

export interface InfluxdOptions {
  /** Lines of the [http] section. */
  http?: readonly string[];
  /** Without database and retention policies. */
  empty?: boolean;
}

const READY_WITHIN_MS = 20_000;

export async function startInfluxd({
  http = [],
  empty = false,
}: InfluxdOptions = {}): Promise<RunningServer> {
  const server = await startServer('influxd', '/ping', async (folder, port) => {
    const file = join(folder, 'influxd.conf');
    await writeFile(file, influxdConfig(folder, { http: port, internal: await freePort() }, http));
    return ['-config', file];
  });
  if (!empty) await createDatabase(server.url);
  return server;
}

export function startVictoriaMetrics(): Promise<RunningServer> {
  return startServer('victoria-metrics', '/health', (folder, port) =>
    Promise.resolve([
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=100y',
      '-search.latencyOffset=0s',
      '-search.disableCache',
    ]),
  );
}

/** One statement of InfluxQL; the answer as it came. */
export async function influxQl(
  url: string,
  statement: string,
  database = DATABASE.database,
): Promise<unknown> {
  const body = new URLSearchParams({ q: statement, db: database });
  const answer = await fetch(`${url}/query`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`cannot run ${statement}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function createDatabase(url: string): Promise<void> {
  const { database, retentionRaw, retentionRollUps } = DATABASE;
  await influxQl(url, `CREATE DATABASE "${database}"`);
  for (const policy of [retentionRaw, retentionRollUps]) {
    await influxQl(url, `CREATE RETENTION POLICY "${policy}" ON "${database}" DURATION INF REPLICATION 1`);
  }
}

function influxdConfig(
  folder: string,
  ports: { http: number; internal: number },
  http: readonly string[],
): string {
  return [
    'reporting-disabled = true',
    `bind-address = "127.0.0.1:${ports.internal}"`,
    '[meta]',
    `dir = "${join(folder, 'meta')}"`,
    '[data]',
    `dir = "${join(folder, 'data')}"`,
    `wal-dir = "${join(folder, 'wal')}"`,
    'index-version = "tsi1"',
    'query-log-enabled = false',
    '[monitor]',
    'store-enabled = false',
    '[http]',
    `bind-address = "127.0.0.1:${ports.http}"`,
    'log-enabled = false',
    ...http,
  ].join('\n');
}

type Arguments = (folder: string, port: number) => Promise<string[]>;

async function startServer(program: string, probe: string, argumentsFor: Arguments): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), `${program}-`));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = await argumentsFor(folder, port);
  let child = await run(program, args, url + probe);
  return {
    url,
    get pid() {
      return child.pid ?? 0;
    },
    stop: async () => {
      await end(child, 'SIGKILL'); // Nothing of it is needed any more: no time for an orderly end.
      await rm(folder, { recursive: true, force: true });
    },
    kill: () => end(child, 'SIGKILL'),
    restart: async () => {
      await end(child, 'SIGKILL');
      child = await run(program, args, url + probe);
    },
  };
}

async function run(program: string, args: readonly string[], probe: string): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-2000);
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(probe))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await end(child, 'SIGKILL');
      throw new Error(`cannot start ${program}: ${said}`);
    }
    await sleep(50);
  }
  return child;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** Free a moment ago; the servers cannot be told to choose one and say it. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('cannot find a free port: no address');
  return address.port;
}
