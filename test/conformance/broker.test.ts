// `npm run conformance-broker` as somebody with a suite of his own has it: a process that is started, used and ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, publish, subscribe } from './bytes.ts';
import { openWire } from './wire.ts';

interface Run {
  child: ChildProcess;
  /** What it has said so far. */
  output: { out: string; err: string };
  ended: Promise<{ code: number | null; out: string; err: string }>;
}

const running = new Set<ChildProcess>();

/** Through npm, because a signal must find its way too. */
function run(...args: string[]): Run {
  const child = spawn('npm', ['run', '--silent', 'conformance-broker', '--', ...args], {
    cwd: join(import.meta.dirname, '../..'),
    // A group of its own: should npm be killed, what it started goes with it.
    detached: true,
  });
  running.add(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.err += chunk));
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return { code, ...output };
  });
  return { child, output, ended };
}

afterEach(() => {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
});

/** Rejects, with what it said, when it ends before it listens. */
async function listening({ child, output, ended }: Run): Promise<number> {
  const opened = new Promise<number>((resolve) => {
    child.stdout?.on('data', () => {
      const port = / on 127\.0\.0\.1:(\d+):/.exec(output.out)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  const failed = ended.then(({ code, err }) => Promise.reject(new Error(`it ended with ${code}: ${err}`)));
  return Promise.race([opened, failed]);
}

describe('npm run conformance-broker', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves everybody until %s, and ends with 0', async (signal) => {
    const started = run('--port', '0');
    const port = await listening(started);
    const [one, two] = [await openWire(port), await openWire(port)];
    expect(await one.says(connect({ flags: 2, fields: [Buffer.from([0, 1, 0x61])] }))).toBe('CONNACK 0');
    expect(await two.says(connect())).toBe('CONNACK 0');
    expect(await one.says(subscribe(1, ['any/+', 1]))).toBe('SUBACK 1');
    expect(await two.says(publish({ topic: 'any/thing', qos: 1, id: 7 }))).toBe('PUBACK 7');
    expect(await one.says()).toBe('PUBLISH thing QoS 1 {}');
    started.child.kill(signal);
    expect(await one.untilClosed()).toBe('closed');
    expect(await started.ended).toMatchObject({ code: 0 });
  });

  it.each([
    [['--port', '70000'], 'cannot listen on port 70000: expected 0 to 65535, 0 for a free one'],
    [['--port', '0', '--host', '0.0.0.0'], 'cannot listen on 0.0.0.0: everybody may come in'],
    [['--prot', '1'], "Unknown option '--prot'"],
  ])('with %s says what is wrong', async (args, message) => {
    const { code, out, err } = await run(...args).ended;
    expect(err).toContain(message);
    expect(err).toContain('usage: npm run conformance-broker -- --port N');
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });

  it('says so when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const { code, err } = await run('--port', String(port)).ended;
    server.close();
    expect(err).toContain(`cannot listen for MQTT on 127.0.0.1:${port}: `);
    expect(err).toContain('another hub or broker may be using it');
    expect(code).toBe(1);
  });
});
