// The files of a folder as a disk may hold them when the power goes: what was flushed is there, of what was not any
// part may be, sector by sector. Fed with the steps of a log; it must not know what the files mean.
//
// As journaling file systems do it (ext4, XFS): changes of names reach the disk in their order, and the flush of a file
// or a folder brings with it the names that were changed up to its own last change.
import type { DiskStep } from './disk-trace.ts';
import { type PowerCut, TracedFile } from './traced-file.ts';

type Names = Map<string, TracedFile>;

interface NameChange {
  ended: number;
  /** Files and folders whose flush makes it durable. */
  concerns: readonly (TracedFile | string)[];
  apply(names: Names): void;
}

export class TracedDisk {
  readonly #shown: Names = new Map();
  readonly #durable: Names = new Map();
  #unflushed: NameChange[] = [];

  /** In the order of `at`. */
  take({ began, ended, act }: DiskStep): void {
    const file = this.#shown.get(act.path);
    if (act.kind === 'create') this.#create(act, ended);
    else if (act.kind === 'flush') this.#flush(file ?? act.path, began);
    else if (act.kind === 'found') this.#find(act, ended);
    else if (file === undefined) return;
    else if (act.kind === 'unlink') this.#remove(act.path, ended);
    else if (act.kind === 'truncate') file.change({ ended, truncateTo: act.length });
    else if (act.kind === 'write') {
      const { bytes, flushed } = act;
      file.change({ ended, bytes, flushed, position: act.position === 'end' ? file.length : act.position });
    } else this.#move(file, act, ended);
  }

  /** What it holds after a power cut, by path. */
  afterPowerCut(cut: PowerCut): Map<string, Buffer> {
    const names = new Map(this.#durable);
    const kept = { dropped: 0, kept: 1, torn: cut.random() }[cut.fate];
    const survivors = Math.round(kept * this.#unflushed.length);
    for (const { apply } of this.#unflushed.slice(0, survivors)) apply(names);
    return new Map([...names].map(([path, file]) => [path, file.afterPowerCut(cut)]));
  }

  #create({ path, emptied }: { path: string; emptied: boolean }, ended: number): void {
    const there = this.#shown.get(path);
    if (there !== undefined) {
      if (emptied) there.change({ ended, truncateTo: 0 });
      return;
    }
    const file = new TracedFile();
    const apply = (names: Names) => void names.set(path, file);
    this.#change({ ended, concerns: [file, folderOf(path)], apply });
  }

  #find({ path, content }: { path: string; content: Buffer }, ended: number): void {
    if (!this.#shown.has(path)) this.#create({ path, emptied: false }, ended);
    const file = this.#shown.get(path);
    if (file === undefined || file.shown.equals(content)) return;
    file.change({ ended, truncateTo: content.length });
    file.change({ ended, position: 0, bytes: content });
  }

  #move(
    file: TracedFile,
    { kind, path, to }: { kind: 'rename' | 'link'; path: string; to: string },
    ended: number,
  ): void {
    const apply = (names: Names) => {
      if (kind === 'rename') names.delete(path);
      names.set(to, file);
    };
    this.#change({ ended, concerns: [file, folderOf(path), folderOf(to)], apply });
  }

  #remove(path: string, ended: number): void {
    this.#change({ ended, concerns: [folderOf(path)], apply: (names) => void names.delete(path) });
  }

  #change(change: NameChange): void {
    change.apply(this.#shown);
    this.#unflushed.push(change);
  }

  #flush(flushed: TracedFile | string, began: number): void {
    if (flushed instanceof TracedFile) flushed.flush(began);
    const last = this.#unflushed.findLastIndex(
      ({ ended, concerns }) => ended < began && concerns.includes(flushed),
    );
    for (const { apply } of this.#unflushed.splice(0, last + 1)) apply(this.#durable);
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
