// The demo as users run it: as a process, ended by Ctrl-C, started again.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const DEMO_ENTRY = join(import.meta.dirname, '../../dist/simulators/demo.js');
const STATIONS = ['D-1', 'D-2', 'D-3'];

let folder: string;
let env: NodeJS.ProcessEnv;
let running: ChildProcessByStdio<null, Readable, Readable> | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demo-'));
  const bins = '"food:240:1100|residual:240"';
  const stations = STATIONS.map(
    (id) => `  - { id: ${id}, name: ${id}, grid: t, bins: ${bins}, demoToken: true }`,
  );
  writeFileSync(join(folder, 'hub.yaml'), 'dataFolder: ./data\n');
  writeFileSync(
    join(folder, 'stations.yaml'),
    ['areas: [{ id: t, name: T }]', 'stations:', ...stations, ''].join('\n'),
  );
  env = {
    ...process.env,
    HUB_CONFIG: folder,
    HUB_DATA: join(folder, 'data'),
    HUB_MQTT_PORT: await freePort(),
    HUB_HTTP_PORT: await freePort(),
  };
});

afterEach(() => {
  running?.kill('SIGTERM');
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

/** Starts the demo; `seen` resolves once its output holds the words, or with all of it at its end. */
function startDemo() {
  const child = spawn(process.execPath, [DEMO_ENTRY], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let output = '';
  const ended = once(child, 'exit').then(([code]) => {
    running = undefined;
    return { code: code as number | null, output };
  });
  const seen = (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(words)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`the demo ended before it said "${words}":\n${output}`)));
    });
  return { child, ended, seen };
}

async function received(): Promise<number[]> {
  const base = `http://127.0.0.1:${env.HUB_HTTP_PORT}/api/v1/stations`;
  return Promise.all(
    STATIONS.map(async (id) => {
      const answer = (await (await fetch(`${base}/${id}/delivery`)).json()) as Record<string, number>;
      expect(answer).toMatchObject({ duplicates: 0, missing: 0, rejected: {} });
      return answer.received ?? 0;
    }),
  );
}

describe('the demo', () => {
  it('tells two weeks once, lives, ends clean by Ctrl-C and goes on', async () => {
    const first = startDemo();
    await first.seen('The town is alive');
    const before = await received();
    // Levels alone, each ten minutes of 14 days.
    for (const count of before) expect(count).toBeGreaterThan(14 * 144);
    first.child.kill('SIGINT');
    const { code, output } = await first.ended;
    expect(code).toBe(0);
    expect(output).toMatch(/3 stations, 14 d.*refused by the hub: none\./);
    expect(output).not.toContain('without acknowledgement');

    const second = startDemo();
    await second.seen('The town is alive');
    const after = await received();
    for (const [place, count] of after.entries()) {
      expect(count).toBeGreaterThanOrEqual(before[place] ?? 0);
      expect(count).toBeLessThan((before[place] ?? 0) + 500);
    }
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  });

  it('says which port is taken and what to do', async () => {
    const taken = createServer().listen(Number(env.HUB_HTTP_PORT), '127.0.0.1');
    await once(taken, 'listening');
    const demo = startDemo();
    await demo.seen('set HUB_HTTP_PORT to another port');
    expect((await demo.ended).code).toBe(1);
    taken.close();
  });
});
