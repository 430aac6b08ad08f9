// Targets that are a module of this benchmark: forked, they choose a port and say which.
import { endChild, forkModule, nextMessage } from '../measure/children.ts';
import type { Target } from './target.ts';

export const parseOnly = forkedTarget('parseOnly', 'targets/parse-only');
export const bareAedes = forkedTarget('aedes', 'targets/bare-aedes');

function forkedTarget(name: string, module: string): Target {
  return {
    name,
    async start() {
      const child = forkModule(module);
      const { port } = await nextMessage<{ port: number }>(child, `start ${name}`);
      return { port, pid: child.pid as number, stop: () => endChild(child) };
    },
  };
}
