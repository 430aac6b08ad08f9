// The OpenAPI document made from the routes, and a page for people made from the document. Both are computed once.
import type { OpenAPIHono } from '@hono/zod-openapi';
import { SESSION_COOKIE } from '../access/session-cookie.ts';
import type { Api, ApiContext, ApiEnv } from '../context.ts';
import { DOCS_CSS, renderDocs } from '../docs-page.ts';
import { rightOf } from '../rights.ts';

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
}

function describe(api: Api, version: string): Document {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    ...{ type: 'http', scheme: 'bearer' },
    description: 'An API key, or the token of the configuration',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    ...{ type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
    description: 'Of `POST /api/v1/session`; changes also need its `csrfToken` as the header `X-CSRF-Token`',
  });
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'dropoff-hub',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { bearer: [] }],
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) tellRights(path, item);
  return document;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Who may ask, from the table of rights. */
function tellRights(path: string, item: NonNullable<Document['paths']>[string]): void {
  for (const method of METHODS) {
    const operation = item[method];
    const right = rightOf(`${method.toUpperCase()} ${path}`);
    if (!operation || !right) continue;
    if (right.bound === 'open') operation.security = [];
    const roles = right.bound === 'open' ? 'Everybody' : right.roles.join(', ');
    const scope = right.scope === undefined ? '' : `; keys with the scope \`${right.scope}\``;
    const told = operation.description === undefined ? '' : `${operation.description}\n\n`;
    operation.description = `${told}For: ${roles}${scope}.`;
  }
}

const DESCRIPTION = `The hub for smart drop-off stations: what stations sent, what is true now, what was.
Times in queries are ISO 8601 with a zone or epoch milliseconds, ranges are half-open [from, to), times in answers
are ISO 8601 in UTC. Lists come page after page: give \`nextCursor\` back as \`cursor\`. Errors are problem details
(RFC 9457) with a stable \`code\`. Unknown query parameters are errors. Version 1 only adds.`;
