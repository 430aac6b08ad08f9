// Stands between the hub and InfluxDB and spoils writes as it is told: answers in the server's place, lets it wait, or
// loses an answer on its way back. Everything else goes through.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Write {
  lines: string[];
}

export type Spoiling =
  /** The server never hears of it. */
  | { answer: number; headers?: Record<string, string>; body?: string }
  /** Nobody hears anything. */
  | { hang: true }
  /** The server stores it, the hub does not hear so. */
  | { loseAnswer: true }
  | { delayMs: number };

export interface InfluxProxy {
  url: string;
  /** Asked for each write; undefined lets it through. */
  spoil: (write: Write) => Spoiling | undefined;
  /** Writes that were spoilt. */
  readonly spoilt: number;
  close(): Promise<void>;
}

export async function startInfluxProxy(target: string): Promise<InfluxProxy> {
  let spoilt = 0;

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const isWrite = incoming.url?.startsWith('/write') === true;
    const spoiling = isWrite ? proxy.spoil({ lines: body.toString().split('\n') }) : undefined;
    if (spoiling) spoilt++;
    if (spoiling && 'hang' in spoiling) return;
    if (spoiling && 'answer' in spoiling) {
      outgoing.writeHead(spoiling.answer, spoiling.headers).end(spoiling.body ?? '');
      return;
    }
    if (spoiling && 'delayMs' in spoiling) await sleep(spoiling.delayMs);
    const { status, headers, text } = await forward(target, incoming, body);
    if (spoiling && 'loseAnswer' in spoiling) incoming.socket.destroy();
    else outgoing.writeHead(status, headers).end(text);
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: InfluxProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil: () => undefined,
    get spoilt() {
      return spoilt;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function forward(target: string, { method, url, headers }: IncomingMessage, body: Buffer) {
  const passing = request(new URL(url ?? '/', target), {
    method,
    headers: { ...headers, 'content-length': body.length },
  });
  passing.end(body);
  const [answer] = (await once(passing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, text: await bodyOf(answer) };
}
