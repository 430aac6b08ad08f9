// The shared words, and those of each page under the name of its folder: pages/alerts/words -> `alerts.*`.

/** A tree of texts. */
export interface Words {
  [key: string]: string | Words;
}

export function gather(shared: Words, files: Record<string, unknown>): Words {
  const pages = Object.entries(files).map(([path, file]) => [pageOf(path), (file as { words: Words }).words]);
  return { ...shared, ...Object.fromEntries(pages) };
}

function pageOf(path: string): string {
  return /pages\/([^/]+)\//.exec(path)?.[1] ?? path;
}
