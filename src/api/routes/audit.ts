// The audit trail: who changed what, when and from where; page after page, or as one CSV file.
import { createRoute, z } from '@hono/zod-openapi';
import type { AuditEntry, AuditQuery, AuditTrail } from '../../accounts/audit-trail.ts';
import type { Api, ApiContext } from '../context.ts';
import { csvLine } from '../csv.ts';
import { answer, DEFAULT_PAGE, pageOf, pageQuery } from '../parameters.ts';
import { Problem, problemAnswer } from '../problem.ts';
import { instantSchema, iso, isoSchema } from '../time.ts';

/** So many lines are made between two turns of the process. */
const LINES_AT_ONCE = 500;
const COLUMNS = ['seq', 'at', 'kind', 'who', 'from', 'method', 'route', 'target', 'status', 'changes'];

const filters = {
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  who: z.string().min(1).max(64).optional().openapi({ description: 'Name of the user or key' }),
};

const entrySchema = z
  .object({
    seq: z.int().openapi({ description: 'Rises with each entry, without gaps' }),
    at: isoSchema,
    who: z.object({ kind: z.enum(['user', 'key', 'machine', 'loopback', 'nobody']), name: z.string() }),
    from: z.string().openapi({ description: 'Address' }),
    method: z.string(),
    route: z.string(),
    target: z.string().optional(),
    status: z.int(),
    changes: z.record(z.string(), z.unknown()).optional().openapi({ description: 'Fields, without secrets' }),
  })
  .openapi('AuditEntry');

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/audit',
  operationId: 'listAudit',
  tags: ['accounts'],
  summary: 'Changes and tries to sign in, the newest first; kept for 400 days',
  request: { query: z.strictObject({ ...filters, ...pageQuery }) },
  responses: { 200: answer(pageOf(entrySchema), 'A page of the trail'), default: problemAnswer },
});

const exportRoute = createRoute({
  method: 'get',
  path: '/api/v1/audit/export',
  operationId: 'exportAudit',
  tags: ['accounts'],
  summary: 'The same as a file, the newest first',
  request: { query: z.strictObject({ ...filters, format: z.enum(['csv']).optional() }) },
  responses: {
    200: { description: 'CSV, UTF-8', content: { 'text/csv': { schema: z.string() } } },
    default: problemAnswer,
  },
});

export function auditRoutes(api: Api, { sources }: ApiContext): void {
  const { audit } = sources.accounts;

  api.openapi(listRoute, (c) => {
    const { limit = DEFAULT_PAGE, cursor, ...filter } = c.req.valid('query');
    const items: AuditEntry[] = [];
    for (const entry of audit.list({ ...filter, before: placeOf(cursor) })) {
      if (items.push(entry) > limit) break;
    }
    const page = items.slice(0, limit);
    const nextCursor = items.length > limit ? String(page.at(-1)?.seq) : undefined;
    return c.json({ items: page.map(entryView), nextCursor }, 200);
  });

  api.openapi(exportRoute, (c) => {
    const { format: _, ...filter } = c.req.valid('query');
    const headers = {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="audit.csv"',
    };
    return c.body(c.req.method === 'HEAD' ? '' : csvOf(audit, filter), 200, headers);
  });
}

function placeOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,15}$/.test(cursor))
    throw new Problem('invalid-cursor', { detail: 'Give back the nextCursor of the page before.' });
  return Number(cursor);
}

/** Read as fast as it is taken. */
function csvOf(audit: AuditTrail, filter: AuditQuery): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let entries: Iterator<AuditEntry> | undefined;
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(csvLine(COLUMNS))),
    async pull(controller) {
      entries ??= audit.list(filter)[Symbol.iterator]();
      // Others are heard in between.
      await new Promise(setImmediate);
      let lines = '';
      for (let n = 0; n < LINES_AT_ONCE; n++) {
        const next = entries.next();
        if (!next.done) lines += lineOf(next.value);
        else n = LINES_AT_ONCE;
      }
      if (lines === '') controller.close();
      else controller.enqueue(encoder.encode(lines));
    },
    cancel: () => void entries?.return?.(),
  });
}

function lineOf({ seq, at, who, from, method, route, target, status, changes }: AuditEntry): string {
  const changed = changes && JSON.stringify(changes);
  return csvLine([seq, iso(at), who.kind, who.name, from, method, route, target, status, changed]);
}

function entryView(entry: AuditEntry): z.infer<typeof entrySchema> {
  return { ...entry, at: iso(entry.at) };
}
