// Users of the hub: who may sign in, as what, and how far they see. A password that the hub makes is shown once.
import { createRoute, z } from '@hono/zod-openapi';
import { ROLES, type User } from '../../accounts/user.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, idSchema, jsonBody, noQuery, personSchema } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { iso, isoSchema } from '../time.ts';
import { passwordSchema } from './session.ts';

const areaSchema = idSchema.openapi({ description: 'Sees this area and what is below it; absent: the town' });

const userSchema = z
  .object({
    name: z.string().openapi({ description: 'What one signs in with' }),
    role: z.enum(ROLES),
    area: z.string().optional(),
    person: z.string().optional().openapi({ description: 'As in duty.yaml and in cases; absent: the name' }),
    createdAt: isoSchema,
    disabled: z.boolean(),
  })
  .openapi('User');

const issuedSchema = z
  .object({
    user: userSchema,
    password: z.string().optional().openapi({ description: 'That the hub made: shown this once' }),
  })
  .openapi('IssuedPassword');

const userParams = z.object({
  name: z
    .string()
    .min(1)
    .max(64)
    .openapi({ param: { name: 'name', in: 'path' }, example: 'li.wei' }),
});

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/users',
  operationId: 'listUsers',
  tags: ['accounts'],
  summary: 'All users, in order of name',
  request: { query: noQuery },
  responses: { 200: answer(z.object({ items: z.array(userSchema) }), 'The users'), default: problemAnswer },
});

const addRoute = createRoute({
  method: 'post',
  path: '/api/v1/users',
  operationId: 'addUser',
  tags: ['accounts'],
  summary: 'Adds a user; without a password the hub makes one',
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        name: z.string().min(1).max(64),
        role: z.enum(ROLES),
        area: areaSchema.optional(),
        person: personSchema.optional(),
        password: passwordSchema.optional(),
      }),
    ),
  },
  responses: { 201: answer(issuedSchema, 'The user'), default: problemAnswer },
});

const changeRoute = createRoute({
  method: 'patch',
  path: '/api/v1/users/{name}',
  operationId: 'changeUser',
  tags: ['accounts'],
  summary: 'Changes what is given, null takes away; another role or area ends the sessions of the user',
  request: {
    params: userParams,
    query: noQuery,
    body: jsonBody(
      z
        .strictObject({
          role: z.enum(ROLES).optional(),
          area: areaSchema.nullable().optional(),
          person: personSchema.nullable().optional(),
          disabled: z.boolean().optional(),
        })
        .refine((change) => Object.keys(change).length > 0, 'at least one field'),
    ),
  },
  responses: { 200: answer(userSchema, 'The user as it is then'), default: problemAnswer },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/api/v1/users/{name}',
  operationId: 'removeUser',
  tags: ['accounts'],
  summary: 'Removes a user, with all sessions',
  request: { params: userParams, query: noQuery },
  responses: { 204: { description: 'Removed' }, default: problemAnswer },
});

const resetRoute = createRoute({
  method: 'post',
  path: '/api/v1/users/{name}/reset-password',
  operationId: 'resetPassword',
  tags: ['accounts'],
  summary: 'Sets another password, or makes one; the sessions of the user end',
  request: {
    params: userParams,
    query: noQuery,
    body: {
      required: false,
      content: { 'application/json': { schema: z.strictObject({ password: passwordSchema.optional() }) } },
    },
  },
  responses: { 200: answer(issuedSchema, 'The user'), default: problemAnswer },
});

export function userRoutes(api: Api, { sources }: ApiContext): void {
  const { accounts } = sources;

  api.openapi(listRoute, (c) => c.json({ items: accounts.users().map(userView) }, 200));

  api.openapi(addRoute, async (c) => {
    const { password, ...input } = c.req.valid('json');
    const issued = await accounts.addUser(input, password);
    return c.json(issuedView(issued, password), 201);
  });

  api.openapi(changeRoute, async (c) => {
    const change = c.req.valid('json');
    return c.json(userView(await accounts.changeUser(c.req.valid('param').name, change)), 200);
  });

  api.openapi(removeRoute, async (c) => {
    await accounts.removeUser(c.req.valid('param').name);
    return c.body(null, 204);
  });

  api.openapi(resetRoute, async (c) => {
    const { password } = c.req.valid('json');
    const issued = await accounts.resetPassword(c.req.valid('param').name, password);
    return c.json(issuedView(issued, password), 200);
  });
}

/** What the asker gave is not told back. */
function issuedView({ user, password }: { user: User; password: string }, given: string | undefined) {
  return { user: userView(user), ...(given === undefined && { password }) };
}

function userView({ name, role, area, person, createdAt, disabled }: User): z.infer<typeof userSchema> {
  return { name, role, area, person, createdAt: iso(createdAt), disabled: disabled === true };
}
