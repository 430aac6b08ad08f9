// A refused message as lines of text, with the line that was refused marked. Pure; what a station sent stays text.

export interface MessageLine {
  text: string;
  isWrong: boolean;
}

/** `path` as the hub tells it, e.g. `bins[2].fillLevel`; a field that is missing marks what it is missing from. */
export function messageLines(message: unknown, path: string | undefined): MessageLine[] {
  const lines: { text: string; at: string }[] = [];
  write(message, { at: '', indent: '', before: '', after: '' }, lines);
  const wrong = path === undefined ? undefined : nearest(path, new Set(lines.map(({ at }) => at)));
  const first = lines.findIndex(({ at }) => at === wrong);
  return lines.map(({ text }, i) => ({ text, isWrong: wrong !== undefined && i === first }));
}

/**
 * Where the fault is in what was kept: the place in a batch falls away, because the element alone is kept, and so does
 * that of a bin which was refused alone (`index`).
 */
export function keptPath({ path, index }: { path?: string; index?: number }): string | undefined {
  const inElement = path?.replace(/^\[\d+\]\.?/, '');
  return index === undefined ? inElement : inElement?.replace(`bins[${index}]`, 'bins[0]');
}

interface Place {
  at: string;
  indent: string;
  before: string;
  after: string;
}

function write(
  value: unknown,
  { at, indent, before, after }: Place,
  lines: { text: string; at: string }[],
): void {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    lines.push({ at, text: `${indent}${before}${JSON.stringify(value) ?? 'null'}${after}` });
    return;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  lines.push({ at, text: `${indent}${before}${isList ? '[' : '{'}` });
  for (const [i, [key, inner]] of entries.entries()) {
    write(
      inner,
      {
        at: isList ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`,
        indent: `${indent}  `,
        before: isList ? '' : `${JSON.stringify(key)}: `,
        after: i < entries.length - 1 ? ',' : '',
      },
      lines,
    );
  }
  lines.push({ at: `${at}/end`, text: `${indent}${isList ? ']' : '}'}${after}` });
}

function nearest(path: string, known: ReadonlySet<string>): string | undefined {
  let rest = path;
  while (rest !== '' && !known.has(rest)) {
    const shorter = rest.replace(/\.[^.[\]]*$|\[\d*\]$|^[^.[\]]*$/, '');
    rest = shorter === rest ? '' : shorter;
  }
  return known.has(rest) ? rest : undefined;
}
