// The brokers that the cases are held against: the embedded one under open rules, the hub's own, and Mosquitto.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBroker } from '../support/broker.ts';
import type { Site } from './case.ts';
import { createOpenBroker } from './open-broker.ts';

export interface RunningSite extends Site {
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

export async function startMosquitto(): Promise<RunningSite> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n`);
  const child = spawn('mosquitto', ['-c', config], { stdio: 'ignore' });
  await answering(port, child);
  return {
    port,
    async stop() {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
  throw new Error(`cannot start mosquitto: it ended with ${child.exitCode}`);
}
