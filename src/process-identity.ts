// Tells one process from every other on this machine, also one that got the same number later. Uses /proc where it
// is there; elsewhere the number has to do.
import { readFileSync, readlinkSync } from 'node:fs';

export interface ProcessIdentity {
  pid: number;
  /** Ticks from the machine's start to the process's. */
  startTicks?: string | undefined;
  /** Changes with every start of the machine. */
  machineBootId?: string | undefined;
  /** The world in which the number holds: each container has its own. */
  pidNamespace?: string | undefined;
}

export function currentProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    startTicks: startTicksOf(process.pid),
    machineBootId: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** Whether that process, if it runs, could be seen from this one. */
export function sharesView({ machineBootId, pidNamespace }: ProcessIdentity): boolean {
  const own = currentProcess();
  return own.machineBootId === machineBootId && own.pidNamespace === pidNamespace;
}

/** Only for processes that could be seen. */
export function isRunning({ pid, startTicks }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startTicks === undefined || startTicksOf(pid) === startTicks;
}

/** Field 22 of /proc/<pid>/stat; undefined for a process that is gone, or dead and not yet buried. */
function startTicksOf(pid: number): string | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name in brackets may hold anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
