// What a backup says about itself: written last, so that a folder without it is no backup.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { writeAtomically } from '../atomic-file.ts';

const MANIFEST_VERSION = 1;
const MANIFEST_FILE = 'backup.json';

/** Inside the backup, whoever wrote the list. */
const inside = z.string().refine((path) => !isAbsolute(path) && !normalize(path).startsWith('..'));
const fileSchema = z.object({ path: inside, bytes: z.int(), crc32: z.int() });
const manifestSchema = z.object({
  version: z.int(),
  /** Of the hub. */
  hub: z.string(),
  /** Of the data folder. */
  format: z.int(),
  /** When it was begun: what was acknowledged before is in it. */
  begunAt: z.string(),
  files: z.array(fileSchema),
});

export type BackedUpFile = z.output<typeof fileSchema>;
export type BackupManifest = Omit<z.output<typeof manifestSchema>, 'version'>;

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const text = JSON.stringify({ version: MANIFEST_VERSION, ...manifest });
  await writeAtomically(join(folder, MANIFEST_FILE), `${text}\n`);
}

/** Throws, in words for people, when the folder holds no whole backup that this release knows. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const refusal = (cause: string) => new Error(`cannot restore from ${folder}: ${cause}`);
  const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch(() => {
    throw refusal(`it has no ${MANIFEST_FILE}; a backup that was not finished has none: use another one`);
  });
  const manifest = parsed(text);
  if (!manifest) throw refusal(`${MANIFEST_FILE} is damaged; use another backup`);
  if (manifest.version > MANIFEST_VERSION) throw refusal('a newer hub took it; restore with that one');
  return manifest;
}

function parsed(text: string): z.output<typeof manifestSchema> | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export async function sumOf(file: string): Promise<Omit<BackedUpFile, 'path'>> {
  let bytes = 0;
  let sum = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 })) {
    bytes += (chunk as Buffer).length;
    sum = crc32(chunk as Buffer, sum);
  }
  return { bytes, crc32: sum };
}
