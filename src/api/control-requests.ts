// What only the administrator of this machine may ask, by the control socket: on the TCP port there are no such
// routes. Everything else goes on to the API. It must not know how a backup is taken.
import type { Api } from './context.ts';

export const BACKUP_PATH = '/control/backup';

export interface ControlRequests {
  /** `folder`: an absolute path. Throws, in words for people. */
  takeBackup(folder: string): Promise<object>;
}

type Entrance = Pick<Api, 'fetch'>;

export function withControlRequests(api: Entrance, { takeBackup }: ControlRequests): Entrance {
  async function backUp(request: Request): Promise<Response> {
    try {
      const { folder } = (await request.json()) as { folder?: unknown };
      return Response.json(await takeBackup(String(folder)));
    } catch (error) {
      const title = error instanceof Error ? error.message : String(error);
      return Response.json({ title, status: 409 }, { status: 409 });
    }
  }
  return {
    fetch(request, ...rest) {
      const isBackup = request.method === 'POST' && new URL(request.url).pathname === BACKUP_PATH;
      return isBackup ? backUp(request) : api.fetch(request, ...rest);
    },
  };
}
