// What a schema expected, in the words of the protocol: a firmware engineer reads them behind "expected", and knows no
// zod. Nothing of what the device sent is in them.
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  int: 'whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'list',
  undefined: 'nothing',
};

export function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${wordOf(issue.expected)}${gotInstead(issue.message)}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${issue.minimum} or more`;
    case 'too_big':
      return `${issue.maximum} or less`;
    case 'invalid_format':
      return `text that matches ${issue.pattern ?? issue.format}`;
    default:
      return issue.message;
  }
}

function wordOf(type: string): string {
  return TYPES[type] ?? type;
}

/** zod says the type of what came in its message only. */
function gotInstead(message: string): string {
  const received = /received (\w+)$/.exec(message)?.[1];
  return received === undefined ? '' : `, got ${wordOf(received)}`;
}
