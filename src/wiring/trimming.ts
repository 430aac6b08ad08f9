// Trims of the journal, and a time without any: segments must not go between their listing and their copying. It must
// not know what is trimmed.

export interface Trimming {
  /** Does nothing while it is held. */
  trim(): Promise<void>;
  /** Resolves when no trim is under way; none begins before `release`. */
  hold(): Promise<void>;
  release(): void;
}

export function createTrimming(trimNow: () => Promise<void>): Trimming {
  let isHeld = false;
  let underWay: Promise<unknown> = Promise.resolve();

  return {
    async trim() {
      if (isHeld) return;
      const trimmed = trimNow();
      underWay = Promise.allSettled([underWay, trimmed]);
      await trimmed;
    },
    async hold() {
      isHeld = true;
      await underWay;
    },
    release() {
      isHeld = false;
    },
  };
}
