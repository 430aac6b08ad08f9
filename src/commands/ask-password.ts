// Asks for a new password: twice on a terminal, without showing it; from a pipe one line.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { DeskRefusal } from '../control/registry-desk.ts';

export async function askPassword(): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  // What a terminal would echo goes nowhere.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: isTerminal });
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const given: string[] = [];
  lines.on('line', (line) => given.push(line));
  const read = async (prompt: string): Promise<string> => {
    if (isTerminal) process.stderr.write(prompt);
    while (given.length === 0) {
      const ended = await Promise.race([
        once(lines, 'line').then(() => false),
        once(lines, 'close').then(() => true),
      ]);
      if (ended && given.length === 0) throw new DeskRefusal('cannot set a password: none was given');
    }
    if (isTerminal) process.stderr.write('\n');
    return given.shift() ?? '';
  };
  try {
    const password = await read('New password: ');
    if (isTerminal && (await read('Again: ')) !== password)
      throw new DeskRefusal('cannot set the password: the two are not the same');
    return password;
  } finally {
    lines.close();
  }
}
