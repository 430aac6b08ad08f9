// Consoles that only read: event streams of the API, asked for as a browser asks. What comes is counted and thrown away;
// to unpack it is the work of other machines.
import { get, type IncomingMessage } from 'node:http';

export interface StreamReaders {
  /** Bytes that came so far, of all together. */
  readonly bytes: number;
  stop(): void;
}

/** Resolves once all of them have been answered. */
export async function openStreamReaders(http: string, count: number): Promise<StreamReaders> {
  let bytes = 0;
  let isStopped = false;
  const streams = await Promise.all(Array.from({ length: count }, () => openStream(http)));
  for (const stream of streams) {
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.on('error', (error) => {
      if (!isStopped) throw error;
    });
  }
  return {
    get bytes() {
      return bytes;
    },
    stop() {
      isStopped = true;
      for (const stream of streams) stream.destroy();
    },
  };
}

function openStream(http: string): Promise<IncomingMessage> {
  const address = `${http}/api/v1/stream?kinds=levels,presence,alert,advisory`;
  return new Promise((resolve, reject) => {
    const request = get(address, { headers: { 'Accept-Encoding': 'gzip' }, agent: false }, (answer) =>
      answer.statusCode === 200
        ? resolve(answer)
        : reject(new Error(`cannot open an event stream: ${answer.statusCode}`)),
    );
    request.on('error', reject);
  });
}
