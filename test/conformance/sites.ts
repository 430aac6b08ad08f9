// The brokers that the cases are held against: the embedded one under open rules, the hub's own, and Mosquitto.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startBroker } from '../support/broker.ts';
import { createOpenBroker } from './open-broker.ts';

export interface RunningSite {
  port: number;
  stop(): Promise<void>;
}

export async function startOpenBroker(): Promise<RunningSite> {
  const broker = createOpenBroker({ host: '127.0.0.1', port: 0 });
  await broker.start();
  return { port: broker.addresses.mqtt.port, stop: () => broker.stop() };
}

/** With its rules, at a door that takes every message. */
export async function startStationBroker(): Promise<RunningSite> {
  const hub = await startBroker();
  hub.door.judge = ({ topic, payload }) => ({
    accepted: payload.length > 0 ? JSON.parse(payload.toString()) : undefined,
    retain: topic.endsWith('/status'),
  });
  return { port: hub.port, stop: () => hub.close() };
}

/** Another process may take the free port before Mosquitto does. */
const STARTS = 5;

export async function startMosquitto(): Promise<RunningSite> {
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  for (let attempt = 1; attempt <= STARTS; attempt++) {
    const port = await freePort();
    const child = await launchMosquitto(join(folder, 'mosquitto.conf'), port);
    if (child) return { port, stop: () => end(child, folder) };
  }
  throw new Error(`cannot start mosquitto: it ended ${STARTS} times`);
}

/** Undefined when it ends before it runs. */
async function launchMosquitto(config: string, port: number): Promise<ChildProcess | undefined> {
  await writeFile(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\nuser root\n`,
  );
  const child = spawn('mosquitto', ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(child, 'spawn');
  for await (const line of createInterface(child.stderr))
    if (line.endsWith(' running')) return drained(child);
  return undefined;
}

function drained(child: ChildProcess): ChildProcess {
  child.stderr?.resume();
  return child;
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}
