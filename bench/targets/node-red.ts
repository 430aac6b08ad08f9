// Node-RED as a target: broker, flow and writing into InfluxDB in one process, without editor, log and telemetry. It
// acknowledges when it has received.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InfluxDatabase } from '../influx/influx-database.ts';
import { influxStore } from '../influx/influx-store.ts';
import type { Influxd } from '../influx/influxd.ts';
import { withDatabase } from '../influx/with-database.ts';
import { endChild, guard } from '../measure/children.ts';
import { freePort, waitForPort } from '../measure/ports.ts';
import { createTemporaryFolder } from '../measure/temporary-folder.ts';
import { type FlowKind, flowFor } from '../node-red/flow.ts';
import type { RunningTarget, Target } from './target.ts';

const START_TIMEOUT_MS = 60_000;
/** Ten times as long as it lets a batch wait. */
const GIVEN_UP_AFTER_MS = 10_000;

export interface NodeRedOptions {
  name: string;
  flow: FlowKind;
  /** The folder whose node_modules has it. */
  installed: string;
}

export function nodeRed(influxd: Influxd, options: NodeRedOptions): Target {
  return {
    name: options.name,
    start: () => withDatabase(influxd, 'node_red', (database) => start(influxd, options, database)),
  };
}

async function start(
  influxd: Influxd,
  { flow: kind, installed }: NodeRedOptions,
  database: InfluxDatabase,
): Promise<RunningTarget> {
  const folder = createTemporaryFolder('node-red');
  const port = await freePort();
  writeFileSync(join(folder.path, 'settings.js'), `module.exports = ${JSON.stringify(await settings())};`);
  const flow = flowFor(kind, {
    mqttPort: port,
    influxPort: Number(new URL(database.url).port),
    database: database.name,
  });
  writeFileSync(join(folder.path, 'flows.json'), JSON.stringify(flow));
  const main = join(installed, 'node_modules', 'node-red', 'red.js');
  const child = guard(
    spawn(process.execPath, [main, '--userDir', folder.path], {
      cwd: folder.path,
      env: { PATH: process.env.PATH, HOME: folder.path, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit'],
    }),
  );
  await waitForPort(port, START_TIMEOUT_MS);
  return {
    port,
    pid: child.pid as number,
    storePid: influxd.pid,
    store: influxStore({ database, givenUpAfterMs: GIVEN_UP_AFTER_MS }),
    stop: () => endChild(child).finally(() => folder.remove()),
  };
}

async function settings() {
  return {
    uiHost: '127.0.0.1',
    uiPort: await freePort(),
    flowFile: 'flows.json',
    credentialSecret: false,
    disableEditor: true,
    httpAdminRoot: false,
    httpNodeRoot: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'error', metrics: false, audit: false } },
  };
}
