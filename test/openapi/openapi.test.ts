// The API keeps its word: the document in the repository is what the hub serves, and nothing in it was taken away.
import { beforeAll, describe, expect, test } from 'vitest';
import { findBreaks, type OpenApiDocument } from './find-breaks.ts';
import { keptDocument, servedDocument } from './served-document.ts';

let kept: OpenApiDocument;
let served: OpenApiDocument;
beforeAll(async () => {
  kept = await keptDocument();
  served = await servedDocument();
});

describe('docs/openapi.json', () => {
  test('has lost nothing', () => {
    expect(findBreaks(kept, served)).toEqual([]);
  });

  test('is what the hub serves: "npm run openapi" writes it', () => {
    expect(served).toEqual(kept);
  });
});

/** Any JSON: a test goes where it likes. */
type Loose = ReturnType<typeof JSON.parse>;

/** Of the document, after a change in one place. */
function breaksAfter(change: (document: Loose) => void): string[] {
  const copy = structuredClone(kept);
  change(copy);
  return findBreaks(kept, copy);
}

describe('a break is found', () => {
  const USER = 'GET /api/v1/users 200 application/json.items[]';
  const ADD = 'POST /api/v1/users body application/json';
  const user = (document: Loose) => document.components.schemas.User;
  const addUser = (document: Loose) =>
    document.paths['/api/v1/users'].post.requestBody.content['application/json'].schema;

  test('when a path goes', () => {
    expect(breaksAfter(({ paths }) => Reflect.deleteProperty(paths, '/api/v1/areas'))).toEqual([
      'GET /api/v1/areas: is gone',
      'POST /api/v1/areas: is gone',
    ]);
  });

  test('when a field of an answer goes, or may be absent, or has a value less', () => {
    expect(breaksAfter((all) => Reflect.deleteProperty(user(all).properties, 'person'))).toContain(
      `${USER}.person: is gone`,
    );
    const absent = breaksAfter((all) => {
      user(all).required = user(all).required.filter((name: string) => name !== 'disabled');
    });
    expect(absent).toContain(`${USER}.disabled: may be absent now`);
    expect(breaksAfter((all) => user(all).properties.role.enum.shift())).toContain(
      `${USER}.role: the value "admin" is gone`,
    );
  });

  test('when a request needs more, or may say less', () => {
    expect(breaksAfter((all) => addUser(all).required.push('person'))).toEqual([
      `${ADD}.person: is required now`,
    ]);
    expect(breaksAfter((all) => Reflect.deleteProperty(addUser(all).properties, 'area'))).toEqual([
      `${ADD}.area: is gone`,
    ]);
    const other = breaksAfter((all) => {
      addUser(all).properties.person.type = 'number';
    });
    expect(other).toEqual([`${ADD}.person: string is not taken any more`]);
  });

  test('when a query parameter goes or a new one is required', () => {
    const parameters = ({ paths }: Loose) => paths['/api/v1/alerts'].get.parameters;
    expect(breaksAfter((all) => parameters(all).pop())).toHaveLength(1);
    const needed = { name: 'reason', in: 'query', required: true, schema: { type: 'string' } };
    expect(breaksAfter((all) => parameters(all).push(needed))).toEqual([
      'GET /api/v1/alerts query reason: is required now',
    ]);
  });
});

test('what is added breaks nothing', () => {
  const added = breaksAfter(({ paths, components }) => {
    const more = { type: 'string' };
    paths['/api/v1/more'] = { get: { responses: {} } };
    components.schemas.User.properties.more = more;
    components.schemas.User.required.push('more');
    paths['/api/v1/users'].post.requestBody.content['application/json'].schema.properties.more = more;
  });
  expect(added).toEqual([]);
});
