// Starts a worker thread from a file of this project, compiled or not.
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** `file` ends with .ts in development and in tests only; Node 20 then needs tsx registered within the thread. */
export function startThread(file: URL, options: WorkerOptions): Worker {
  if (!file.pathname.endsWith('.ts')) return new Worker(file, options);
  const script = `import('tsx/esm/api').then(({ register }) => { register(); return import('${file}'); });`;
  return new Worker(script, { ...options, eval: true });
}
