// Whether the data folder can be used as it lies there. It only looks: nothing is made or changed.
import { existsSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FORMAT_VERSION, RESTORING_FILE } from '../data-folder.ts';
import { FORMAT_FILE, readFormat } from '../data-folder-migration.ts';
import { bad, type Finding, ok, warning } from './finding.ts';

const FOLDER = 'data folder';
const FORMAT = 'format';
const FOR_OTHERS = 0o077;

export async function checkFolder(path: string): Promise<Finding[]> {
  if (!existsSync(path)) return [await makingOf(path)];
  const found = await stat(path);
  if (!found.isDirectory())
    return [bad(FOLDER, `${path} is no folder`, 'set HUB_DATA to a folder, or to one that is not there yet')];
  const ours = await accessOf(path, found);
  // Who may not look into it would say that nothing is there.
  return ours.level === 'bad' ? [ours] : [ours, await formatOf(path)];
}

async function makingOf(path: string): Promise<Finding> {
  let parent = dirname(path);
  while (!existsSync(parent)) parent = dirname(parent);
  if (await mayWriteIn(parent)) return ok(FOLDER, `${path} is not there yet: the first start makes it`);
  const user = process.getuid?.();
  const text = `${path} is not there, and user ${user} cannot make it in ${parent}`;
  return bad(FOLDER, text, `make it and give it to user ${user}, or set HUB_DATA to another folder`);
}

function mayWriteIn(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function accessOf(path: string, { mode, uid }: { mode: number; uid: number }): Promise<Finding> {
  const user = process.getuid?.();
  if (!(await mayWriteIn(path))) {
    return bad(
      FOLDER,
      `user ${user} cannot write in ${path}`,
      `run this as user ${uid}, its owner; or, while no hub runs on it, chown -R ${user} ${path}`,
    );
  }
  if (user !== undefined && uid !== user) {
    return warning(
      FOLDER,
      `${path} belongs to user ${uid}, this is user ${user}`,
      'run this, and every other command, as the user that the hub runs as',
    );
  }
  if ((mode & FOR_OTHERS) !== 0)
    return warning(FOLDER, `${path} is open to others`, `chmod 700 ${path}; the next start does it too`);
  return ok(FOLDER, `${path} is private and can be written`);
}

async function formatOf(path: string): Promise<Finding> {
  if (existsSync(join(path, RESTORING_FILE)))
    return bad(FORMAT, 'a restore was not finished', 'run `dropoff-hub restore` again with the same backup');
  if (!existsSync(join(path, FORMAT_FILE))) return ok(FORMAT, 'none yet: the first start writes it');
  const format = await readFormat(path);
  if (format === undefined)
    return bad(FORMAT, `${FORMAT_FILE} does not say its version`, 'restore a backup, or ask for help');
  const version = format.movingTo ?? format.version;
  if (version > FORMAT_VERSION) {
    const text = `${version}, of a newer hub; this one knows ${FORMAT_VERSION}`;
    return bad(FORMAT, text, 'start the newer hub, or restore a backup of before');
  }
  if (version === FORMAT_VERSION && format.movingTo === undefined) return ok(FORMAT, `${version}`);
  const text = `${format.version}: the next start brings it to ${FORMAT_VERSION}`;
  return warning(FORMAT, text, 'take a backup with the release before, then start');
}
