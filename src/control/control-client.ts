// Speaks HTTP to a running hub over its control socket. It must not know which routes there are.
import { request } from 'node:http';

export interface ControlRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  contentType?: string;
  body?: string;
  /** For ever when absent: a backup takes its time. */
  silentMs?: number;
}

export interface ControlAnswer {
  status: number;
  /** Undefined when the body is empty or no JSON. */
  body: unknown;
}

/** No hub listens there. */
export class NoHubRunning extends Error {
  override name = 'NoHubRunning';
}

/** A hub listens, and says nothing: it is stopped, or its thread is busy. */
export class HubSilent extends Error {
  override name = 'HubSilent';
}

const NOBODY: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ECONNREFUSED']);

/** Throws `NoHubRunning`; `HubSilent` when nothing is heard for `silentMs`. */
export function askHub(socketPath: string, asked: ControlRequest): Promise<ControlAnswer> {
  const { method, path, contentType = 'application/json', body = '', silentMs } = asked;
  const type = body === '' ? {} : { 'content-type': contentType };
  const headers = { host: 'localhost', 'content-length': Buffer.byteLength(body), ...type };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
      });
    });
    if (silentMs !== undefined)
      sent.setTimeout(silentMs, () => sent.destroy(new HubSilent(`no answer within ${silentMs} ms`)));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      reject(NOBODY.has(error.code ?? '') ? new NoHubRunning(`no hub listens at ${socketPath}`) : error);
    });
    sent.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
