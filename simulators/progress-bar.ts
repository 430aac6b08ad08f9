// Progress of the past that is told: a bar on a terminal, a line now and then anywhere else.
import { SingleBar } from 'cli-progress';
import type { Progress } from './fleet/catch-up.ts';
import { say } from './report.ts';

const LINE_EVERY_MS = 2_000;

export function createProgressBar(what: string): Progress {
  const bar = new SingleBar({
    format: `${what} [{bar}] {percentage} % | {said} messages | {duration_formatted}`,
    hideCursor: true,
    etaAsynchronousUpdate: false,
    noTTYOutput: true,
    notTTYSchedule: LINE_EVERY_MS,
  });
  let messages = 0;
  let shown = false;
  return {
    begin(total) {
      shown = total > 0;
      if (shown) bar.start(total, 0, { said: '0' });
    },
    advance(minutes, more) {
      messages += more;
      bar.increment(minutes, { said: say(messages) });
    },
    end() {
      if (shown) bar.stop();
    },
  };
}
