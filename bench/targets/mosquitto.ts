// Mosquitto, if it is installed: the broker that people compare with. Stores nothing, trusts anybody.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endChild, guard } from '../measure/children.ts';
import { freePort, waitForPort } from '../measure/ports.ts';
import { createTemporaryFolder } from '../measure/temporary-folder.ts';
import type { Target } from './target.ts';

/** Debian puts it where only root's PATH leads. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin` };
const START_TIMEOUT_MS = 10_000;

export function isMosquittoInstalled(): boolean {
  return spawnSync('mosquitto', ['-h'], { env, stdio: 'ignore' }).error === undefined;
}

export const mosquitto: Target = {
  name: 'mosquitto',
  async start() {
    const port = await freePort();
    const folder = createTemporaryFolder('mosquitto');
    const file = join(folder.path, 'mosquitto.conf');
    writeFileSync(file, configuration(port));
    const child = guard(spawn('mosquitto', ['-c', file], { env, stdio: 'ignore' }));
    await waitForPort(port, START_TIMEOUT_MS).finally(() => folder.remove());
    return { port, pid: child.pid as number, stop: () => endChild(child) };
  },
};

function configuration(port: number): string {
  return [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'max_inflight_messages 0',
    'set_tcp_nodelay true',
    'log_dest none',
    '',
  ].join('\n');
}
