// Parameters and shapes that several resources share: ids, page sizes, cursors, pages.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN } from '../model/id.ts';

export const idSchema = z.string().regex(ID_PATTERN, 'an id: 1 to 32 of A-Z a-z 0-9 _ -');

export const idParams = z.object({
  id: idSchema.openapi({ param: { name: 'id', in: 'path' }, example: 'tushan-003' }),
});

/** For routes without query parameters: unknown ones are errors everywhere. */
export const noQuery = z.strictObject({});

export const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;
const LIMIT_EXPECTED = `a whole number from 1 to ${MAX_PAGE}`;

export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, LIMIT_EXPECTED)
    .transform(Number)
    .refine((limit) => limit <= MAX_PAGE, LIMIT_EXPECTED)
    .optional()
    .openapi({
      type: 'integer',
      description: `Rows of a page, 1 to ${MAX_PAGE}; ${DEFAULT_PAGE} when absent`,
      example: 100,
    }),
  cursor: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .openapi({ description: '`nextCursor` of the page before; opaque' }),
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional().openapi({ description: 'Absent on the last page' }),
  });
}

/** A response of JSON, for `createRoute`. */
export function answer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body that must be there, for `createRoute`. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** A person as people know them. */
export const personSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine(isPlain, 'a name without control characters')
  .openapi({ example: 'li-wei' });

/** Who is signed in acts in their own name; machines may name somebody. */
export const bySchema = personSchema.optional().openapi({
  description:
    'Who does it: absent, or their own name, when a person is signed in; else whom the asker names',
});

/** What people write: plain text, shown as it is. */
export const noteSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(isPlain, 'text without control characters');

function isPlain(text: string): boolean {
  return !/(?!\n)\p{Cc}/u.test(text);
}
