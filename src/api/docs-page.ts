// The documentation page: the OpenAPI document as plain HTML. No script, nothing from elsewhere.
import type { OpenAPIHono } from '@hono/zod-openapi';
import { html, raw } from 'hono/html';
import type { ApiEnv } from './context.ts';

type Document = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Operation {
  method: string;
  path: string;
  id: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Described[];
  /** Media types of the body, with their schemas. */
  bodies: { type: string; schema: unknown }[];
  answers: { status: string; description: string; schema: unknown }[];
}

interface Described {
  name: string;
  in: string;
  required: boolean;
  description: string;
  schema: unknown;
}

export function renderDocs(document: Document): string {
  const operations = operationsOf(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const { title, version, description = '' } = document.info;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API ${version}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<header><h1>${title} API <small>${version}</small></h1><p>${renderText(description)}</p>
<p>For tools: <a href="/openapi.json">openapi.json</a></p></header>
<nav><ul>${operations.map(
    ({ id, method, path }) => html`<li><a href="#${id}"><b>${method}</b> ${path}</a></li>`,
  )}</ul></nav>
<main>${tags.map(
    (tag) =>
      html`<h2>${tag}</h2>${operations.filter((operation) => operation.tag === tag).map(renderOperation)}`,
  )}
<h2>shapes</h2>${Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) => html`<section id="schema-${name}"><h3>${name}</h3>${renderSchema(schema)}</section>`,
  )}</main>
</body>
</html>`);
}

function renderOperation({ id, method, path, summary, description, parameters, bodies, answers }: Operation) {
  return html`<section id="${id}"><h3><b>${method}</b> ${path}</h3><p>${summary}</p>
${description && html`<p>${renderText(description)}</p>`}
${parameters.length > 0 && renderParameters(parameters)}
${bodies.map(({ type, schema }) => html`<h4>Body, ${type}</h4>${renderSchema(schema)}`)}
${answers.map(({ status, description, schema }) => html`<h4>${status}: ${description}</h4>${renderSchema(schema)}`)}
</section>`;
}

function renderParameters(parameters: readonly Described[]) {
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      html`<tr><td><code>${name}</code></td><td>${place}${required ? ', required' : ''}</td>
<td>${renderText(description)} ${renderSchema(schema)}</td></tr>`,
  );
  return html`<table><thead><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Plain text in which only `code` is marked. */
function renderText(text: string) {
  return raw(String(html`${text}`).replace(/`([^`]+)`/g, '<code>$1</code>'));
}

/** JSON schema as it is; references lead to the shapes below. */
function renderSchema(schema: unknown) {
  if (schema === undefined) return '';
  const text = String(html`${JSON.stringify(schema, null, 1)}`);
  const linked = text.replace(/#\/components\/schemas\/(\w+)/g, '<a href="#schema-$1">$1</a>');
  return html`<pre>${raw(linked)}</pre>`;
}

function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const { operationId = '', tags = [], summary = '', description = '', parameters = [] } = operation;
      const body = operation.requestBody as { content?: Record<string, { schema?: unknown }> } | undefined;
      return [
        {
          ...{
            method: method.toUpperCase(),
            path,
            id: operationId,
            tag: tags[0] ?? 'other',
            summary,
            description,
          },
          parameters: parameters.map((parameter) => describeParameter(parameter)),
          bodies: contentsOf(body?.content),
          answers: Object.entries(operation.responses ?? {}).map(([status, response]) => ({
            status,
            description: response.description,
            schema: contentsOf(response.content)[0]?.schema,
          })),
        },
      ];
    }),
  );
}

function describeParameter(parameter: object): Described {
  const {
    name = '',
    in: place = '',
    required = false,
    description = '',
    schema,
  } = parameter as Partial<Described>;
  const shape = Object.entries(schema ?? {}).filter(([key]) => key !== 'description');
  return { name, in: place, required, description, schema: Object.fromEntries(shape) };
}

function contentsOf(content: Record<string, { schema?: unknown }> | undefined) {
  return Object.entries(content ?? {}).map(([type, { schema }]) => ({ type, schema }));
}

export const DOCS_CSS = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1b1b1b; background: #fff; }
h1 small { font-weight: normal; color: #595959; }
h2 { border-bottom: 2px solid #1a6b3c; margin-top: 2.5rem; text-transform: capitalize; }
section { border: 1px solid #d0d0d0; border-radius: 4px; margin: 1rem 0; padding: 0 1rem 1rem; }
h3 { overflow-wrap: anywhere; }
h3 b, nav b { color: #1a6b3c; display: inline-block; min-width: 4.5rem; }
nav ul { list-style: none; padding: 0; columns: 2 22rem; }
nav a, a { color: #0b5394; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #d0d0d0; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
td:last-child { overflow-wrap: anywhere; }
pre { background: #f5f5f5; font-size: 0.8rem; margin: 0; max-height: 20rem; overflow: auto; overflow-wrap: anywhere; padding: 0.5rem; white-space: pre-wrap; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #161616; }
  pre { background: #222; }
  h3 b, nav b { color: #6fcf97; }
  nav a, a { color: #8ab4f8; }
  h1 small { color: #b0b0b0; }
}
`;
