// A real InfluxDB 1.x of the benchmark's own, on a free port of loopback: it can be ended, killed and come back with
// its data. Everybody who writes in one run writes into the same one.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endChild, guard } from '../measure/children.ts';
import { freePort, waitForPort } from '../measure/ports.ts';
import { createTemporaryFolder } from '../measure/temporary-folder.ts';

const PROGRAM = 'influxd';
/** Opening the shards of a large past takes its time. */
const START_TIMEOUT_MS = 120_000;

export interface Influxd {
  readonly pid: number;
  /** `http://host:port`, the same after a restart. */
  readonly url: string;
  start(): Promise<void>;
  /** In order: what it holds is on disk. */
  end(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
  /** Ends it and removes its data, unless the folder is somebody else's. */
  dispose(): Promise<void>;
}

/** Started. `folder`: kept when it is disposed of; without it a temporary one. */
export async function startInfluxd(folder?: string): Promise<Influxd> {
  if (spawnSync(PROGRAM, ['version'], { stdio: 'ignore' }).error)
    throw new Error('cannot start influxd: it is not installed; on Debian: apt-get install influxdb');
  const temporary = folder === undefined ? createTemporaryFolder('influxd') : undefined;
  const path = folder ?? temporary?.path ?? '';
  const file = join(path, 'influxd.conf');
  const port = portIn(file) ?? (await freePort());
  writeFileSync(file, configuration(path, port, await freePort()));
  const influxd = new OwnInfluxd(file, port, () => temporary?.remove());
  await influxd.start();
  return influxd;
}

/** Of an earlier run in the same folder: a hub takes a server at another address for another server. */
function portIn(file: string): number | undefined {
  const port = existsSync(file) && /:(\d+)"/.exec(readFileSync(file, 'utf8').split('[http]')[1] ?? '')?.[1];
  return port ? Number(port) : undefined;
}

class OwnInfluxd implements Influxd {
  readonly url: string;
  readonly #file: string;
  readonly #port: number;
  readonly #forget: () => void;
  #child: ChildProcess | undefined;

  constructor(file: string, port: number, forget: () => void) {
    this.#file = file;
    this.#port = port;
    this.#forget = forget;
    this.url = `http://127.0.0.1:${port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? Number.NaN;
  }

  async start(): Promise<void> {
    this.#child = guard(spawn(PROGRAM, ['-config', this.#file], { stdio: ['ignore', 'ignore', 'inherit'] }));
    await waitForPort(this.#port, START_TIMEOUT_MS);
  }

  async end(): Promise<void> {
    if (this.#child) await endChild(this.#child);
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.end();
  }

  async dispose(): Promise<void> {
    await this.kill();
    this.#forget();
  }
}

function configuration(folder: string, port: number, backupPort: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${backupPort}"
[meta]
  dir = "${join(folder, 'meta')}"
[data]
  dir = "${join(folder, 'data')}"
  wal-dir = "${join(folder, 'wal')}"
  index-version = "tsi1"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[logging]
  level = "error"
  suppress-logo = true
`;
}
