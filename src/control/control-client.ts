// Speaks HTTP to a running hub over its control socket. It must not know which routes there are.
import { request } from 'node:http';

export interface ControlRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  contentType?: string;
  body?: string;
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

const NOBODY: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ECONNREFUSED']);

/** Throws `NoHubRunning`. */
export function askHub(socketPath: string, asked: ControlRequest): Promise<ControlAnswer> {
  const { method, path, contentType = 'application/json', body = '' } = asked;
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
