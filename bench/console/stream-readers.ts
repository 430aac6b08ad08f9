// Consoles that only read: event streams of the API, all that they bring taken and thrown away.
export interface StreamReaders {
  /** Bytes that came so far, of all together. */
  readonly bytes: number;
  stop(): Promise<void>;
}

/** Resolves once all of them have been answered. */
export async function openStreamReaders(http: string, count: number): Promise<StreamReaders> {
  const ending = new AbortController();
  let bytes = 0;
  const open = async (): Promise<{ done: Promise<void> }> => {
    const answer = await fetch(`${http}/api/v1/stream?kinds=levels,presence,alert,advisory`, {
      signal: ending.signal,
    });
    if (!answer.ok || !answer.body) throw new Error(`cannot open an event stream: ${answer.status}`);
    return { done: drain(answer.body) };
  };
  async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of body) bytes += chunk.length;
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    }
  }
  const reading = await Promise.all(Array.from({ length: count }, open));
  return {
    get bytes() {
      return bytes;
    },
    async stop() {
      ending.abort();
      await Promise.allSettled(reading.map(({ done }) => done));
    },
  };
}
