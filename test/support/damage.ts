// Ways in which files get damaged.
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Random = () => number;

/** Paths of the files below a folder whose name ends so and that are not empty, in order. */
export function filesOf(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size > 0)
    .sort();
}

/** Overwrites bytes; places are shares of what is used of the file, 0 its start and 1 its end. */
export function overwrite(path: string, { from, bytes }: { from: number; bytes: number }): void {
  const content = readFileSync(path);
  const start = Math.floor(from * usedBytes(content));
  content.fill(0xa5, start, Math.min(content.length, start + bytes));
  writeFileSync(path, content);
}

export function flipBit(path: string, random: Random): void {
  const content = readFileSync(path);
  const place = Math.floor(random() * usedBytes(content));
  content[place] = (content[place] ?? 0) ^ (1 << Math.floor(random() * 8));
  writeFileSync(path, content);
}

/** Keeps so much of what is used of it. */
export function cut(path: string, share: number): void {
  truncateSync(path, Math.floor(usedBytes(readFileSync(path)) * share));
}

/** Zeros behind it are room that was allocated ahead: damage to them hurts nobody. */
function usedBytes(content: Buffer): number {
  return content.findLastIndex((byte) => byte !== 0) + 1;
}

/** One of the above, somewhere. */
export function damage(path: string, random: Random): string {
  const kind = Math.floor(random() * 3);
  if (kind === 0) flipBit(path, random);
  else if (kind === 1) cut(path, random());
  else overwrite(path, { from: random(), bytes: 1 + Math.floor(random() * 4_096) });
  return `${['a bit turned in', 'cut', 'overwritten'][kind]} ${path}`;
}
