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

describe('a break is found', () => {
  /** Of the document itself, changed in one place. */
  const breaksAfter = (change: (paths: Record<string, Record<string, never>>, document: never) => void) => {
    const copy = structuredClone(kept);
    change(copy.paths as never, copy as never);
    return findBreaks(kept, copy);
  };
  const schemas = (document: unknown) =>
    (document as { components: { schemas: Record<string, never> } }).components.schemas;

  test('when a path or a method goes', () => {
    expect(breaksAfter((paths) => Reflect.deleteProperty(paths, '/api/v1/areas'))).toEqual([
      'GET /api/v1/areas: is gone',
      'POST /api/v1/areas: is gone',
    ]);
  });

  test('when a field of an answer goes, or may be absent', () => {
    const gone = breaksAfter((_, document) => {
      Reflect.deleteProperty((schemas(document).User as { properties: object }).properties, 'person');
    });
    expect(gone).toContain('GET /api/v1/users 200 application/json.items[].person: is gone');
    const absent = breaksAfter((_, document) => {
      const user = schemas(document).User as { required: string[] };
      user.required = user.required.filter((name) => name !== 'disabled');
    });
    expect(absent).toContain('GET /api/v1/users 200 application/json.items[].disabled: may be absent now');
  });

  test('when a value of an answer goes', () => {
    const found = breaksAfter((_, document) => {
      (schemas(document).User as { properties: { role: { enum: string[] } } }).properties.role.enum.shift();
    });
    expect(found).toContain('GET /api/v1/users 200 application/json.items[].role: the value "admin" is gone');
  });

  test('when a request needs more, or is taken no more', () => {
    const bodyOf = (paths: unknown) =>
      (
        paths as Record<
          string,
          { post: { requestBody: { content: Record<string, { schema: Record<string, never> }> } } }
        >
      )['/api/v1/users']?.post.requestBody.content['application/json']?.schema as unknown as {
        required: string[];
        properties: Record<string, { type: string }>;
      };
    expect(breaksAfter((paths) => bodyOf(paths).required.push('person'))).toEqual([
      'POST /api/v1/users body application/json.person: is required now',
    ]);
    expect(breaksAfter((paths) => Reflect.deleteProperty(bodyOf(paths).properties, 'area'))).toEqual([
      'POST /api/v1/users body application/json.area: is gone',
    ]);
    const other = breaksAfter((paths) =>
      Object.assign(bodyOf(paths).properties.person ?? {}, { type: 'number' }),
    );
    expect(other).toEqual(['POST /api/v1/users body application/json.person: string is not taken any more']);
  });

  test('when a query parameter goes or a new one is required', () => {
    const parametersOf = (paths: unknown) =>
      (paths as Record<string, { get: { parameters: object[] } }>)['/api/v1/alerts']?.get.parameters ?? [];
    expect(breaksAfter((paths) => void parametersOf(paths).pop())).toHaveLength(1);
    const needed = { name: 'reason', in: 'query', required: true, schema: { type: 'string' } };
    expect(breaksAfter((paths) => void parametersOf(paths).push(needed))).toEqual([
      'GET /api/v1/alerts query reason: is required now',
    ]);
  });
});

test('what is added breaks nothing', () => {
  const copy = JSON.parse(JSON.stringify(kept));
  copy.paths['/api/v1/more'] = { get: { responses: {} } };
  copy.components.schemas.User.properties.more = { type: 'string' };
  copy.components.schemas.User.required.push('more');
  copy.paths['/api/v1/users'].post.requestBody.content['application/json'].schema.properties.more = {
    type: 'string',
  };
  expect(findBreaks(kept, copy)).toEqual([]);
});
