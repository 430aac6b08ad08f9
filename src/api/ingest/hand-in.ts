// Hands messages to the door, all in one turn so that one flush of the journal serves them, and waits for the last.
import type { Door, IncomingMessage, MessageVerdict } from '../../ingest/door.ts';
import { Problem } from '../problem.ts';

/** As long as the broker holds a message before it cuts the connection. */
const DEADLINE_MS = 5_000;

/** Their verdicts, in order. Throws the 503 that says "send it all again" when one of them is not on disk. */
export async function handIn(
  door: Door,
  messages: readonly Omit<IncomingMessage, 'answered' | 'heard'>[],
  deadlineMs = DEADLINE_MS,
): Promise<MessageVerdict[]> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notTaken('The disk does not answer.')), deadlineMs);
  });
  try {
    return await Promise.race([Promise.all(messages.map((message) => receive(door, message))), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

export function notTaken(why: string): Problem {
  return new Problem('not-ready', {
    detail: `${why} Nothing is acknowledged: send it again, with the same bootId and seq.`,
    headers: { 'Retry-After': '5' },
  });
}

function receive(door: Door, message: Omit<IncomingMessage, 'answered' | 'heard'>): Promise<MessageVerdict> {
  return new Promise((resolve, reject) => {
    door.receive({ ...message, heard: true, answered: true }, (error, { verdict }) => {
      if (error || !verdict) reject(notTaken('The journal takes nothing at the moment.'));
      else resolve(verdict);
    });
  });
}
