// Reads what `strace -f -y` wrote: calls in the order in which they ended, those of several threads put together again.

export interface SystemCall {
  name: string;
  /** Arguments and result as strace shows them, files with their paths. */
  text: string;
  /** Place of its beginning and of its end among the lines of the trace. */
  began: number;
  ended: number;
}

const UNFINISHED = ' <unfinished ...>';
const RESUMED = /^<\.\.\. \w+ resumed>/;

export function systemCalls(trace: string): SystemCall[] {
  const pending = new Map<string, { began: number; text: string }>();
  const calls: SystemCall[] = [];
  for (const [place, line] of trace.split('\n').entries()) {
    const [, thread = '', said = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const { began, text: head } = pending.get(thread) ?? { began: place, text: '' };
    pending.delete(thread);
    const text = head + said.replace(RESUMED, '');
    if (text.endsWith(UNFINISHED)) {
      pending.set(thread, { began: place, text: text.slice(0, -UNFINISHED.length) });
      continue;
    }
    const name = /^(\w+)\(/.exec(text)?.[1];
    if (name) calls.push({ name, text, began, ended: place });
  }
  return calls;
}
