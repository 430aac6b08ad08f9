// An HTTP server that gives the answers a test wants, for failures that no real server can be made to show at will.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface ScriptedRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ScriptedAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string | object;
  /** Before the answer. */
  afterMs?: number;
}

/** `hang`: never an answer. `cut`: the connection ends without one. */
export type Script = (request: ScriptedRequest) => ScriptedAnswer | 'hang' | 'cut';

export interface ScriptedServer {
  url: string;
  requests: ScriptedRequest[];
  script: Script;
  close(): Promise<void>;
}

export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const http = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const sent = Buffer.concat(chunks);
    const body = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString();
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body };
    server.requests.push(request);
    const answer = server.script(request);
    if (answer === 'hang') return;
    if (answer === 'cut') return void incoming.socket.destroy();
    const isText = typeof answer.body === 'string';
    const type = isText ? 'text/plain' : 'application/json';
    const text = isText ? answer.body : JSON.stringify(answer.body ?? {});
    setTimeout(() => {
      outgoing.writeHead(answer.status, { 'content-type': type, ...answer.headers });
      outgoing.end(answer.status === 204 ? undefined : text);
    }, answer.afterMs ?? 0);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('cannot start the server: no port');
  const server: ScriptedServer = {
    url: `http://127.0.0.1:${address.port}`,
    requests: [],
    script,
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}
