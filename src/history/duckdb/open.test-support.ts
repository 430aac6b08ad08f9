// A thread that tries to open the store in the folder it is given, and says what came of it.
import { parentPort, workerData } from 'node:worker_threads';
import { DuckDbHistory } from './duckdb-history.ts';

const outcome = await new DuckDbHistory({ folder: workerData }).open().then(
  () => 'opened',
  (error: Error) => error.message,
);
parentPort?.postMessage(outcome);
