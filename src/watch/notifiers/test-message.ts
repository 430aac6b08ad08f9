// A message that asks nobody for anything: shows whether a notifier works.
import type { TestMessage } from './message.ts';

export function testMessage(id: string, at: number): TestMessage {
  return { kind: 'test', id: `test-${id}`, at, grids: [], severity: 'notice', to: [] };
}
