// Asks a running hub over its control socket, and turns what it refuses into reasons for people.
import { askHub, type ControlRequest } from './control-client.ts';
import { DeskRefusal } from './registry-desk.ts';

export interface HubAsker {
  /** Throws `NoHubRunning`, or `DeskRefusal` with every reason. */
  ask<Answer>(asked: ControlRequest): Promise<Answer>;
  post<Answer>(path: string, content: unknown): Promise<Answer>;
}

interface Problem {
  code?: string;
  title?: string;
  detail?: string;
  errors?: readonly { path: string; value?: unknown; expected: string }[];
}

export function createHubAsker(socketPath: string): HubAsker {
  async function ask<Answer>(asked: ControlRequest): Promise<Answer> {
    const { status, body } = await askHub(socketPath, asked);
    if (status >= 200 && status < 300) return body as Answer;
    throw refusalOf(status, (body ?? {}) as Problem);
  }
  return {
    ask,
    post: (path, content) => ask({ method: 'POST', path, body: JSON.stringify(content) }),
  };
}

function refusalOf(status: number, { code, title, detail, errors = [] }: Problem): DeskRefusal {
  // Who gave words on a command line knows of no body.
  const what = code === 'invalid-body' ? 'cannot do that: what was given is not valid' : title;
  const summary = [what ?? `the hub answered with status ${status}`, detail].filter(Boolean).join(': ');
  return new DeskRefusal(
    summary,
    errors.map(({ path, expected }) => `${path}: ${expected}`),
  );
}
