// The end of a request: when its time is over, or when the hub stops. Not AbortSignal.any: it leaves something behind
// at the signal that outlives the request, once for each message.

export interface Deadline {
  signal: AbortSignal;
  /** Its time is over. */
  isOver(): boolean;
  /** To be called once the request has ended. */
  close(): void;
}

export function openDeadline(timeoutMs: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    stop();
  }, timeoutMs);
  outer.addEventListener('abort', stop, { once: true });
  if (outer.aborted) stop();
  return {
    signal: controller.signal,
    isOver: () => isOver,
    close() {
      clearTimeout(timer);
      outer.removeEventListener('abort', stop);
    },
  };
}
