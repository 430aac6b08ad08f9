// Whether a hub runs on the data folder, how it says it is, and who has the lock.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askHub, HubSilent, NoHubRunning } from '../control/control-client.ts';
import { isRunning, type ProcessIdentity, sharesView } from '../process-identity.ts';
import { bad, type Finding, ok, warning } from './finding.ts';

const HUB = 'hub';
const HISTORY = 'history';

interface Readiness {
  ready?: boolean;
  version?: string;
  reason?: string;
  history?: { failing?: string; behindSeconds: number };
}

/** Behind by more than this is more than a burst. */
const BEHIND_SECONDS = 60;
/** Its main thread is never away for so long. */
const SILENT_MS = 10_000;

export async function checkHub(
  dataFolder: string,
  socketPath: string,
  silentMs = SILENT_MS,
): Promise<Finding[]> {
  try {
    const { body } = await askHub(socketPath, { method: 'GET', path: '/readyz', silentMs });
    return judgeReadiness((body ?? {}) as Readiness);
  } catch (error) {
    if (error instanceof HubSilent) return [silent(silentMs)];
    if (!(error instanceof NoHubRunning)) {
      const advice = 'run this as the user that the hub runs as';
      return [bad(HUB, `cannot ask it: ${(error as Error).message}`, advice)];
    }
    return [await judgeLock(join(dataFolder, 'hub.lock'))];
  }
}

function silent(ms: number): Finding {
  const advice =
    'look whether it is stopped (SIGSTOP, a debugger) and at the load of the machine; else end it and start it again: what it acknowledged is on disk';
  return bad(HUB, `runs, and has not answered for ${Math.round(ms / 1_000)} s`, advice);
}

export function judgeReadiness({ ready, version, reason, history }: Readiness): Finding[] {
  const running = ready
    ? ok(HUB, `runs (${version}) and takes messages`)
    : bad(HUB, `runs, and takes no messages: ${reason}`, 'look at its log, and at the disk');
  return history ? [running, judgeHistory(history)] : [running];
}

function judgeHistory({ failing, behindSeconds }: NonNullable<Readiness['history']>): Finding {
  if (failing !== undefined) {
    const advice = 'make the store reachable; the journal keeps everything until then';
    return bad(HISTORY, `cannot be written: ${failing}`, advice);
  }
  if (behindSeconds > BEHIND_SECONDS) {
    const text = `${Math.round(behindSeconds)} s behind the journal`;
    return warning(
      HISTORY,
      text,
      'wait while it catches up; when it does not, look at the load of the machine',
    );
  }
  return ok(HISTORY, 'has what the journal has');
}

async function judgeLock(lockFile: string): Promise<Finding> {
  const holder = await readFile(lockFile, 'utf8').then(
    (text) => JSON.parse(text) as ProcessIdentity,
    () => undefined,
  );
  if (holder === undefined) return ok(HUB, 'none runs on this folder');
  if (!sharesView(holder)) {
    const text = `process ${holder.pid} of another container or start of the machine has the lock`;
    return ok(HUB, `none answers; ${text}: the next start takes it over unless that one lives`);
  }
  if (!isRunning(holder))
    return ok(HUB, 'none runs; the lock of a killed one is taken over by the next start');
  const text = `process ${holder.pid} has the folder and does not answer`;
  return warning(HUB, text, 'it may be starting, or be a command at work; when it stays so, look at its log');
}
