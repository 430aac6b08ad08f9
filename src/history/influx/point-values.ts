// Values of a point as the server gives them, by column. It must not know which columns there are.

type Value = string | number | boolean | null;
/** With `at`, its time in milliseconds. */
export type Point = ReadonlyMap<string, Value>;

export function number(point: Point, column: string): number | undefined {
  const value = point.get(column);
  return typeof value === 'number' ? value : undefined;
}

export function text(point: Point, column: string): string | undefined {
  const value = point.get(column);
  return typeof value === 'string' ? value : undefined;
}

export function flag(point: Point, column: string): boolean | undefined {
  const value = point.get(column);
  return typeof value === 'boolean' ? value : undefined;
}

/** Without the fields that have no value. */
export function present<Fields extends object>(
  fields: Fields,
): {
  [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
} {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
