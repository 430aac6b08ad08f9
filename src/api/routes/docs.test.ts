import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHub, openApiHub } from '../../../test/support/api-hub.ts';

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, { description: string }>;
}
interface Document {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

let hub: ApiHub;
let document: Document;
beforeAll(async () => {
  hub = await openApiHub();
  document = (await (await hub.api.request('/openapi.json')).json()) as Document;
});
afterAll(() => hub.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the OpenAPI document', () => {
  it('lists every route', () => {
    const unlisted = new Set(['/docs', '/docs/style.css', '/openapi.json']);
    const routes = hub.api.routes
      // Pages of cases are for people, not for tools.
      .filter(({ method, path }) => method !== 'ALL' && !unlisted.has(path) && !path.startsWith('/case/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const listed = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(new Set(listed)).toEqual(new Set(routes));
  });

  it('is of version 3.1 and of this hub', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('0.0.0-test');
  });

  it('names each operation once, with a summary, its path parameters and its problems', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
      expect(declared.map(({ name }) => name)).toEqual(named);
      expect(declared.every(({ required }) => required)).toBe(true);
      expect(operation.summary).not.toBe('');
      expect(operation.tags).toHaveLength(1);
      const statuses = Object.keys(operation.responses);
      expect(statuses.at(-1)).toBe('default');
      expect(statuses.length).toBeGreaterThan(1);
      for (const status of statuses.slice(0, -1)) expect(status).toMatch(/^20\d$/);
    }
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, target]) => target,
    );
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(known).toEqual(expect.arrayContaining([...new Set(references)]));
    expect(references.length).toBeGreaterThan(10);
  });
});

describe('who may ask', () => {
  it('is told: by a session or a bearer token, or nobody at all', () => {
    const { components, security } = document as unknown as {
      components: { securitySchemes: object };
      security: object[];
    };
    expect(components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      session: { type: 'apiKey', in: 'cookie', name: 'hub_session' },
    });
    expect(security).toEqual([{ session: [] }, { bearer: [] }]);
    const free = operations().filter(({ operation }) => 'security' in operation);
    expect(new Set(free.map(({ operation }) => operation.operationId))).toEqual(
      new Set(['getHealth', 'getReadiness', 'getSession', 'signIn']),
    );
    const told = operations().find(({ operation }) => operation.operationId === 'addStations');
    expect(told?.operation.description).toMatch(/For: admin, manager\.$/);
  });
});

describe('the documentation page', () => {
  it('is made of our own files only: no script, no style of others, nothing inline', async () => {
    const response = await hub.api.request('/docs');
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'");
    expect(page).not.toMatch(/<script|style="|https?:\/\/(?!www\.apache)/);
    expect((await hub.api.request('/docs/style.css')).headers.get('content-type')).toContain('text/css');
  });

  it('shows every operation, and links that lead somewhere', async () => {
    const page = await (await hub.api.request('/docs')).text();
    for (const { operation } of operations())
      expect(page).toContain(`<section id="${operation.operationId}">`);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((target) => !ids.has(target ?? ''))).toEqual([]);
  });
});
