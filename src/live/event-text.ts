// Server-Sent Events as text. The id stands last and alone: it is the reader's own, the rest is shared.

/** `json` must be one line, as JSON.stringify gives it. */
export function eventBytes(name: string, json: string): Uint8Array {
  return Buffer.from(`event: ${name}\ndata: ${json}\n`);
}

export function idBytes(id: string): Uint8Array {
  return Buffer.from(`id: ${id}\n\n`);
}

/** Ends an event that has no id: the reader keeps the one before. */
export const NO_ID: Uint8Array = Buffer.from('\n');

/** How long a browser waits before it comes back. */
export function retryBytes(ms: number): Uint8Array {
  return Buffer.from(`retry: ${ms}\n\n`);
}
