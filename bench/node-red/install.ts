// Node-RED with the nodes that people use for this job, installed from npm once and kept for the next run. It is no
// dependency of the hub, so it stays outside of its folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = {
  'node-red': '4.1.15',
  'node-red-contrib-aedes': '0.6.0',
  'node-red-contrib-influxdb': '0.7.0',
};
const FOLDER = join(tmpdir(), 'dropoff-hub-bench-node-red');

/** The folder whose node_modules has them. Whoever is first to finish gives it its name; it is never half there. */
export function installNodeRed(): string {
  const wanted = join(FOLDER, Object.values(PACKAGES).join('_'));
  if (existsSync(wanted)) return wanted;
  console.log('Node-RED is installed from npm, once ...');
  mkdirSync(FOLDER, { recursive: true });
  const draft = mkdtempSync(join(FOLDER, 'draft-'));
  writeFileSync(join(draft, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: draft,
    encoding: 'utf8',
  });
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`cannot install Node-RED: npm ended with ${status}: ${stderr}`);
  }
  takeName(draft, wanted);
  return wanted;
}

function takeName(draft: string, wanted: string): void {
  try {
    renameSync(draft, wanted);
  } catch (cause) {
    if (!existsSync(wanted)) throw cause;
    rmSync(draft, { recursive: true, force: true }); // Another run was faster.
  }
}
