// The users of a running hub, by the routes of its API over the control socket.
import { createHubAsker } from './hub-asker.ts';
import type { ListedUser, UserDesk } from './user-desk.ts';

const USERS = '/api/v1/users';

/** Throws `NoHubRunning` at the first question when there is none. */
export function createHubUserDesk(socketPath: string): UserDesk {
  const { ask, post } = createHubAsker(socketPath);
  const issued = async (path: string, content: object) =>
    (await post<{ password?: string }>(path, content)).password;

  return {
    addUser: (input, password) => issued(USERS, { ...input, password }),
    resetPassword: (name, password) =>
      issued(`${USERS}/${encodeURIComponent(name)}/reset-password`, { password }),
    async users() {
      return (await ask<{ items: ListedUser[] }>({ method: 'GET', path: USERS })).items;
    },
    async close() {},
  };
}
