// Who is connected. A user has one connection, or several with client ids of their own (gateways, integrations).
import type { BrokerClient } from './aedes-internals.ts';
import { principalOf } from './session.ts';

export interface ConnectionBook {
  readonly size: number;
  add(client: BrokerClient): void;
  remove(client: BrokerClient): void;
  of(user: string): readonly BrokerClient[];
  all(): IterableIterator<BrokerClient>;
}

export function createConnectionBook(): ConnectionBook {
  const clients = new Set<BrokerClient>();
  const byUser = new Map<string, Set<BrokerClient>>();

  return {
    get size() {
      return clients.size;
    },
    add(client) {
      clients.add(client);
      const user = userOf(client);
      const others = byUser.get(user);
      if (others) others.add(client);
      else byUser.set(user, new Set([client]));
    },
    remove(client) {
      clients.delete(client);
      const user = userOf(client);
      const others = byUser.get(user);
      others?.delete(client);
      if (others?.size === 0) byUser.delete(user);
    },
    of: (user) => [...(byUser.get(user) ?? [])],
    all: () => clients.values(),
  };
}

function userOf(client: BrokerClient): string {
  return principalOf(client.session)?.id ?? client.id;
}
