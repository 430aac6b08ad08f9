// The hub as a process of its own, as an operator would start it; its log goes to a file.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DemoSettings, type Endpoint, hubEnvironment } from './settings.ts';

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 20_000;
const LAST_LOG_LINES = 12;

export class HubProcess {
  /** Rejects when the hub ends without having been told to. */
  readonly died: Promise<never>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | string>;
  readonly #settings: DemoSettings;
  #stopping = false as boolean;

  private constructor(child: ChildProcess, settings: DemoSettings) {
    this.#child = child;
    this.#settings = settings;
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    });
    this.died = this.#exited.then((status) => {
      if (this.#stopping) return new Promise<never>(() => undefined);
      throw new Error(
        `the hub ended by itself (${status}); its last words, from ${settings.logFile}:\n${lastWords(settings)}`,
      );
    });
    // Whoever waits for it hears of it; until somebody does, it is not a fault of this process.
    this.died.catch(() => undefined);
  }

  /** Resolves when the hub answers that it is ready. `entry` is the hub's compiled main.js. */
  static async start(entry: string, settings: DemoSettings): Promise<HubProcess> {
    await mustBeFree(settings.mqtt, 'MQTT', 'HUB_MQTT_PORT');
    await mustBeFree(settings.http, 'HTTP', 'HUB_HTTP_PORT');
    mkdirSync(settings.dataFolder, { recursive: true });
    const log = openSync(settings.logFile, 'a');
    const child = spawn(process.execPath, [entry, 'start'], {
      env: { ...process.env, ...hubEnvironment(settings) },
      stdio: ['ignore', log, log],
      // A process group of its own: Ctrl-C must reach the simulators first, and the hub only after them.
      detached: true,
    });
    closeSync(log);
    const hub = new HubProcess(child, settings);
    process.once('exit', () => child.kill('SIGTERM'));
    await Promise.race([hub.#untilReady(), hub.died]);
    return hub;
  }

  /** Throws when the hub does not end clean. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGTERM');
    const late = sleep(STOPPED_WITHIN_MS, 'late' as const, { ref: false });
    const status = await Promise.race([this.#exited, late]);
    if (status === 'late') this.#child.kill('SIGKILL');
    if (status === 0) return;
    throw new Error(`the hub did not end clean (${status}); see ${this.#settings.logFile}`);
  }

  async #untilReady(): Promise<void> {
    const { http, logFile } = this.#settings;
    const deadline = performance.now() + READY_WITHIN_MS;
    while (performance.now() < deadline) {
      if (await answersReady(http)) return;
      await sleep(100);
    }
    this.#stopping = true;
    this.#child.kill('SIGTERM');
    throw new Error(`cannot start the demo: the hub was not ready within a minute; see ${logFile}`);
  }
}

async function answersReady({ host, port }: Endpoint): Promise<boolean> {
  try {
    const response = await fetch(`http://${host}:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}

function mustBeFree({ host, port }: Endpoint, what: string, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', ({ message, code }: NodeJS.ErrnoException) => {
      const cause = code === 'EADDRINUSE' ? 'something listens there already' : message;
      const advice = `stop it, or set ${variable} to another port`;
      reject(new Error(`cannot start the demo: ${what} needs ${host}:${port}: ${cause}; ${advice}`));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function lastWords({ logFile }: DemoSettings): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LAST_LOG_LINES).join('\n');
}
