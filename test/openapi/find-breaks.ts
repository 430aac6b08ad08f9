// What a new OpenAPI document takes away from those who use the old one. Version 1 of the API only adds: paths, optional
// fields of requests, fields of answers. Deadlines, lengths and patterns it does not look at.

export interface OpenApiDocument {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { required?: boolean; content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** Of one place in both documents. */
interface Pair {
  where: string;
  before: Schema | undefined;
  after: Schema | undefined;
}

type Direction = 'request' | 'answer';

/** Deeper nothing is looked at: schemas may refer to themselves. */
const DEEPEST = 12;

/** Sentences for people; empty when whoever knows the old document can go on. */
export function findBreaks(before: OpenApiDocument, after: OpenApiDocument): string[] {
  const breaks = new Set<string>();
  const say = (where: string, what: string) => breaks.add(`${where}: ${what}`);

  function compareSchemas(pair: Pair, direction: Direction, depth = 0): void {
    const { where } = pair;
    const [old, now] = [resolve(before, pair.before), resolve(after, pair.after)];
    if (old === undefined || depth > DEEPEST) return;
    if (now === undefined) {
      say(where, 'is gone');
      return;
    }
    compareTypes(where, direction, [typesOf(old), typesOf(now)]);
    for (const value of old.enum ?? [])
      if (now.enum && !now.enum.includes(value)) say(where, `the value ${JSON.stringify(value)} is gone`);
    compareFields(where, direction, [old, now]);
    for (const inner of innerPairs(where, old, now)) compareSchemas(inner, direction, depth + 1);
  }

  function compareTypes(where: string, direction: Direction, [old, now]: [string[], string[]]): void {
    if (old.length === 0 || now.length === 0) return;
    const [given, understood] = direction === 'request' ? [old, now] : [now, old];
    for (const type of given.filter((each) => !understood.includes(each)))
      say(where, direction === 'request' ? `${type} is not taken any more` : `may be ${type} now`);
  }

  function compareFields(where: string, direction: Direction, [old, now]: [Schema, Schema]): void {
    const [wasSure, isSure] = [new Set(old.required), new Set(now.required)];
    if (direction === 'answer')
      for (const name of wasSure) if (!isSure.has(name)) say(`${where}.${name}`, 'may be absent now');
    if (direction === 'request' && old.properties)
      for (const name of isSure) if (!wasSure.has(name)) say(`${where}.${name}`, 'is required now');
  }

  function compareOperations(where: string, old: Operation, now: Operation): void {
    compareParameters(where, old, now);
    const [oldBody, newBody] = [old.requestBody, now.requestBody];
    if (newBody?.required && !oldBody?.required) say(`${where} body`, 'is required now');
    for (const pair of contents(`${where} body`, oldBody?.content, newBody?.content))
      compareSchemas(pair, 'request');
    for (const [status, answer] of Object.entries(old.responses ?? {})) {
      const other = now.responses?.[status];
      if (other === undefined) say(`${where} ${status}`, 'is gone');
      else
        for (const pair of contents(`${where} ${status}`, answer.content, other.content))
          compareSchemas(pair, 'answer');
    }
  }

  function compareParameters(where: string, old: Operation, now: Operation): void {
    const [was, is] = [byName(old), byName(now)];
    for (const [name, parameter] of is)
      if (parameter.required && !was.get(name)?.required) say(`${where} ${name}`, 'is required now');
    for (const [name, { schema }] of was) {
      const pair = { where: `${where} ${name}`, before: schema ?? {}, after: is.get(name)?.schema };
      compareSchemas(pair, 'request');
    }
  }

  for (const [path, item] of Object.entries(before.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const where = `${method.toUpperCase()} ${path}`;
      const other = after.paths[path]?.[method];
      if (other === undefined) say(where, 'is gone');
      else compareOperations(where, operation, other);
    }
  }
  return [...breaks];
}

function resolve({ components }: OpenApiDocument, schema: Schema | undefined): Schema | undefined {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? schema : components?.schemas?.[name];
}

function typesOf({ type }: Schema): string[] {
  return type === undefined ? [] : [type].flat();
}

function byName({ parameters = [] }: Operation) {
  return new Map(parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
}

type Content = Record<string, { schema?: Schema }> | undefined;

function contents(where: string, before: Content, after: Content): Pair[] {
  return Object.entries(before ?? {}).map(([type, { schema }]) => ({
    where: `${where} ${type}`,
    before: schema ?? {},
    after: after?.[type] && (after[type].schema ?? {}),
  }));
}

function innerPairs(where: string, old: Schema, now: Schema): Pair[] {
  const fields = Object.entries(old.properties ?? {}).map(([name, before]) => ({
    where: `${where}.${name}`,
    before,
    after: now.properties?.[name],
  }));
  const alternatives = (['anyOf', 'oneOf', 'allOf'] as const).flatMap((kind) =>
    (old[kind] ?? []).map((before, n) => ({ where: `${where} (${n + 1})`, before, after: now[kind]?.[n] })),
  );
  const items = old.items ? [{ where: `${where}[]`, before: old.items, after: now.items }] : [];
  const [was, is] = [old.additionalProperties, now.additionalProperties];
  const others = typeof was === 'object' && typeof is === 'object';
  return [
    ...fields,
    ...alternatives,
    ...items,
    ...(others ? [{ where: `${where}.*`, before: was, after: is }] : []),
  ];
}
