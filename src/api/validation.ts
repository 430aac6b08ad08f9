// What the schemas find wrong with a request, as problem details: where, what stood there, what was expected.
import { inspect } from 'node:util';
import type { Hook } from '@hono/zod-openapi';
import type { z } from 'zod';
import type { ApiEnv } from './context.ts';
import { type Fault, problemResponse } from './problem.ts';

type Issue = z.core.$ZodIssue;

const MAX_FAULTS = 100;
const MAX_SHOWN = 80;

export const answerInvalid: Hook<unknown, ApiEnv, string, Response | undefined> = (result, c) => {
  if (result.success) return undefined;
  // An id that breaks the grammar is an id that nothing has.
  if (result.target === 'param')
    return problemResponse(c, 'not-found', { detail: 'Nothing has such an id.' });
  const code = result.target === 'json' ? 'invalid-body' : 'invalid-request';
  // Handed over by the validator, though its type does not say so.
  const { data } = result as { data?: unknown };
  return problemResponse(c, code, { errors: faultsOf(result.error.issues, data) });
};

/** `input` is what was judged; at most 100 faults are listed. */
function faultsOf(issues: readonly Issue[], input: unknown): Fault[] {
  return issues
    .flatMap(flatten)
    .slice(0, MAX_FAULTS)
    .map(({ path, expected }) => ({ path: formatPath(path), value: shown(valueAt(input, path)), expected }));
}

interface FlatIssue {
  path: readonly PropertyKey[];
  expected: string;
}

function flatten(issue: Issue): FlatIssue[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], expected: 'no such parameter or field' }));
  return [{ path, expected: issue.message.replace(/^Invalid \w+: expected /, '') }];
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<PropertyKey, unknown>)[key];
  }, input);
}

function shown(value: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean')
    return value;
  // Not JSON.stringify: a body may be nested deeper than the stack.
  const text =
    typeof value === 'string'
      ? value
      : inspect(value, { depth: 1, maxArrayLength: 5, breakLength: Infinity });
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
