// The OpenAPI document made from the routes, and a page for people made from the document. Both are computed once.
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Api, ApiContext, ApiEnv } from '../context.ts';
import { DOCS_CSS, renderDocs } from '../docs-page.ts';

type Document = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

const DOCS_POLICY =
  "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Must be called behind all other routes. */
export function docsRoutes(api: Api, { version }: ApiContext): void {
  let document: Document | undefined;
  const read = () => {
    document ??= describe(api, version);
    return document;
  };
  let page: string | undefined;

  api.get('/openapi.json', (c) => c.json(read()));
  api.get('/docs', (c) => {
    page ??= renderDocs(read());
    return c.html(page, 200, { 'Content-Security-Policy': DOCS_POLICY });
  });
  api.get('/docs/style.css', (c) => c.body(DOCS_CSS, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  api.get('/', (c) => c.redirect('/docs'));
}

function describe(api: Api, version: string): Document {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'dropoff-hub',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{}, { bearer: [] }],
  });
}

const DESCRIPTION = `The hub for smart drop-off stations: what stations sent, what is true now, what was.
Times in queries are ISO 8601 with a zone or epoch milliseconds, ranges are half-open [from, to), times in answers
are ISO 8601 in UTC. Lists come page after page: give \`nextCursor\` back as \`cursor\`. Errors are problem details
(RFC 9457) with a stable \`code\`. Unknown query parameters are errors. Version 1 only adds.`;
