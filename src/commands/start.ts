// `dropoff-hub start`: the hub in this process, until it is told to stop. A second signal ends it at once.
import { setFlagsFromString } from 'node:v8';
import { type App, createApp } from '../app.ts';
import { loadConfig } from '../config/load-config.ts';
import { createLog, type Log } from '../log.ts';
import { createRejectionHandler } from '../state/stray-commit.ts';

/**
 * V8 by itself collects when four times of what lives has piled up; at twice, a hub under full load peaks at 410 MB
 * instead of 500, for at most 2 % more CPU (bench:ingest).
 */
const COLLECT_EARLIER = '--heap-growing-percent=100';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Resolves when the hub has stopped, to the exit code. */
export async function start(): Promise<number> {
  setFlagsFromString(COLLECT_EARLIER);
  const config = loadConfig(process.env);
  const log = createLog({ level: config.logLevel });
  process.on('unhandledRejection', createRejectionHandler(log));
  const ending = whenToldToEnd(log);
  const app = createApp(config, { log, onFatal: (error) => ending.fail(error) });
  await app.start();
  for (const line of welcome(app)) console.log(line);
  const exitCode = await ending.exitCode;
  await app.stop();
  log.info({}, 'the hub has stopped');
  return exitCode;
}

/** Plain lines between those of the log: a password belongs to whoever looks, not to where logs are collected. */
function* welcome({ addresses, firstSignIn }: App): Generator<string> {
  yield `Console: ${addresses.http}`;
  if (!firstSignIn) return;
  const { name, password, file } = firstSignIn;
  yield password === undefined
    ? `First sign-in: ${name}, with the password in ${file}; change it, then the file goes.`
    : `First sign-in: ${name}, with the password ${password} (also in ${file} until it is changed).`;
}

function whenToldToEnd(log: Log): { exitCode: Promise<number>; fail(error: Error): void } {
  let end: (exitCode: number) => void = () => {};
  const exitCode = new Promise<number>((resolve) => {
    end = resolve;
  });
  // Nobody listens to the second: then it ends the process as signals do, past engines that are at work.
  function told(): void {
    for (const signal of SIGNALS) process.off(signal, told);
    end(0);
  }
  for (const signal of SIGNALS) process.on(signal, told);
  return {
    exitCode,
    fail(error) {
      log.error({ cause: error.message }, 'the hub cannot go on and stops');
      end(1);
    },
  };
}
