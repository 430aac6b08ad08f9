// Says whether the files of the state store can be trusted, and puts damaged ones aside. LMDB maps its file into
// memory: on some damage it ends the process (SIGSEGV, SIGBUS, failed assertions), so a child process looks first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StateUnavailable } from './state-store.ts';

/** The verifier's exit code when nothing is known, for the disk has no room for its commit. */
export const NO_ROOM = 2;

/** Where LMDB keeps everything but its lock. */
export function dataFileOf(folder: string): string {
  return join(folder, 'data.mdb');
}

/** Undefined when everything can be read and written, else what is wrong. Rejects when the disk has no room for that. */
export async function findStateDamage(folder: string): Promise<string | undefined> {
  if (!existsSync(dataFileOf(folder))) return undefined;
  return runVerifier(folder);
}

/** Moves the folder to the first free `<folder>.damaged-<n>` and returns that path. */
export async function putStateAside(folder: string): Promise<string> {
  let n = 1;
  while (existsSync(`${folder}.damaged-${n}`)) n += 1;
  const aside = `${folder}.damaged-${n}`;
  await rename(folder, aside);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return aside;
}

function runVerifier(folder: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...verifierArguments(), folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: import.meta.dirname,
    });
    const printed: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const lastLine = Buffer.concat(printed).toString().trim().split('\n').at(-1)?.slice(0, 200);
      const cannot = `cannot open the state store in ${folder}`;
      if (code === NO_ROOM) reject(new StateUnavailable(`${cannot}: ${lastLine}; make room on its disk`));
      else
        resolve(
          code === 0 ? undefined : lastLine || `the engine ended with ${signal ?? `exit code ${code}`}`,
        );
    });
  });
}

/** Run from sources the child needs the loader too; built, it is plain JavaScript. */
function verifierArguments(): string[] {
  const fromSources = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(`./verify-state.${fromSources ? 'ts' : 'js'}`, import.meta.url));
  return fromSources ? ['--import', 'tsx', entry] : [entry];
}
