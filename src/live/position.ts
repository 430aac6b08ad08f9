// How far a reader has got, as the id of its events: Last-Event-ID brings it back. Good for one run of the hub.

export interface Position {
  /** Turn of the newest levels and presences. */
  turn: number;
  /** Number of the newest notice. */
  notice: number;
}

export function formatPosition(run: string, { turn, notice }: Position): string {
  return `${run}.${turn}.${notice}`;
}

/** Undefined when it is of another run, or of nobody. */
export function readPosition(run: string, text: string): Position | undefined {
  const [ofRun, turn, notice, ...more] = text.split('.');
  const numbers = [turn, notice].map((part) => (/^\d{1,15}$/.test(part ?? '') ? Number(part) : undefined));
  const [readTurn, readNotice] = numbers;
  if (ofRun !== run || more.length > 0 || readTurn === undefined || readNotice === undefined)
    return undefined;
  return { turn: readTurn, notice: readNotice };
}
