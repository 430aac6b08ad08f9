// Fields of a row that may have no value, as parts of an object that then lacks them.
import type { SqlRow } from './query-pool.ts';

type Value = SqlRow[string] | undefined;
type Given<Name extends string, Of> = { [key in Name]?: Of };

export function text<Name extends string>(name: Name, value: Value): Given<Name, string> {
  return given(name, value, String);
}

export function number<Name extends string>(name: Name, value: Value): Given<Name, number> {
  return given(name, value, Number);
}

function given<Name extends string, Of>(
  name: Name,
  value: Value,
  toValue: (value: unknown) => Of,
): Given<Name, Of> {
  if (value === null || value === undefined) return {};
  return { [name]: toValue(value) } as Given<Name, Of>;
}
