// One YAML file: its content, and on which line what stands, so that a fault can be found by its line.
import { existsSync, readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { ZodError } from 'zod';
import type { ConfigFault } from './config-error.ts';

export type KeyPath = readonly (string | number)[];

export interface YamlSource {
  file: string;
  /** An empty or missing file says nothing: every default holds. */
  content: unknown;
  /** Of the syntax. */
  faults: ConfigFault[];
  /** Of the deepest part of the path that the file has. */
  lineOf(path: KeyPath): number | undefined;
}

export function readYaml(file: string): YamlSource {
  if (!existsSync(file)) return { file, content: {}, faults: [], lineOf: () => undefined };
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    file,
    line: lines.linePos(pos[0]).line,
    path: '(syntax)',
    expected: `YAML (${message})`,
  }));

  return {
    file,
    content: faults.length > 0 ? {} : (document.toJS() ?? {}),
    faults,
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return undefined;
    },
  };
}

/** What a schema found, as faults of the file. */
export function toFaults(source: YamlSource, error: ZodError, content: unknown): ConfigFault[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path as KeyPath;
    if (issue.code !== 'unrecognized_keys')
      return [faultAt(source, { path, content, expected: issue.message })];
    return issue.keys.map((key) =>
      faultAt(source, { path: [...path, key], content, expected: 'no such key: it is unknown' }),
    );
  });
}

interface Finding {
  path: KeyPath;
  content: unknown;
  /** As the schema says it, e.g. `Invalid input: expected number, received string`. */
  expected: string;
}

/** A copy without the keys that the schema found wrong. */
export function withoutFaulty(content: unknown, error: ZodError): unknown {
  const copy = structuredClone(content);
  for (const issue of error.issues) {
    const keys =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of keys) {
      const parent = valueAt(copy, path.slice(0, -1) as KeyPath);
      if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, path.at(-1) ?? '');
    }
  }
  return copy;
}

export function faultAt(source: YamlSource, { path, content, expected }: Finding): ConfigFault {
  return {
    file: source.file,
    line: source.lineOf(path),
    path: pathText(path),
    value: valueAt(content, path),
    expected: expected.replace(/^.*?expected /, '').replace(/, received \w+$/, ''),
  };
}

function pathText(path: KeyPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text.replace(/^\./, '') || '(the whole file)';
}

function valueAt(content: unknown, path: KeyPath): unknown {
  let value = content;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
