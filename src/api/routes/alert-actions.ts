// What people do with an alert: accept, give to somebody, close, and the like. Each is an event with who and when.
import { createRoute, z } from '@hono/zod-openapi';
import type { AlertAction } from '../../watch/alerts/alert.ts';
import { actorOf } from '../access/actor.ts';
import { alertSchema, alertView } from '../alert-view.ts';
import type { Api, ApiContext } from '../context.ts';
import { answer, bySchema, jsonBody, noQuery, noteSchema, personSchema } from '../parameters.ts';
import { problemAnswer } from '../problem.ts';
import { instantSchema } from '../time.ts';
import { alertParams } from './alerts.ts';

interface Act {
  /** The last part of the path. */
  name: string;
  operationId: string;
  summary: string;
  body: z.ZodType<{ by?: string | undefined; action: AlertAction }>;
}

const note = noteSchema.optional();
const agreed = z.boolean().openapi({ description: 'false: the case is opened again' });
const number = noteSchema.max(64).openapi({ description: 'Of the case in the other system' });
const to = personSchema.openapi({ description: 'To whom' });

/** The body's fields but `by` are the action's own. */
function act<Shape extends z.ZodRawShape>(
  shape: Shape,
  toAction: (fields: z.output<z.ZodObject<Shape>>) => AlertAction,
): Act['body'] {
  const body = z.strictObject({ ...shape, by: bySchema }) as unknown as z.ZodType<{ by?: string }>;
  return body.transform(({ by, ...fields }) => ({
    by,
    action: toAction(fields as unknown as z.output<z.ZodObject<Shape>>),
  }));
}

const ACTS: readonly Act[] = [
  {
    name: 'acknowledge',
    operationId: 'acknowledgeAlert',
    summary: 'Accepts it (接单)',
    body: act({ note }, (fields) => ({ do: 'acknowledge', ...fields })),
  },
  {
    name: 'assign',
    operationId: 'assignAlert',
    summary: 'Gives it to somebody else (转派)',
    body: act({ to, note }, (fields) => ({ do: 'assign', ...fields })),
  },
  {
    name: 'comment',
    operationId: 'commentAlert',
    summary: 'Adds a word to it',
    body: act({ note: noteSchema }, (fields) => ({ do: 'comment', ...fields })),
  },
  {
    name: 'arrived',
    operationId: 'arriveAtAlert',
    summary: 'Says that somebody is there (到场)',
    body: act({ note }, (fields) => ({ do: 'arrive', ...fields })),
  },
  {
    name: 'emptied',
    operationId: 'sayAlertEmptied',
    summary: 'Says that it was emptied (已清运): it is closed when the level shows it',
    body: act({ note }, (fields) => ({ do: 'say-emptied', ...fields })),
  },
  {
    name: 'cannot',
    operationId: 'cannotHandleAlert',
    summary: 'Says why it cannot be handled (无法处理)',
    body: act({ note: noteSchema }, (fields) => ({ do: 'cannot', ...fields })),
  },
  {
    name: 'postpone',
    operationId: 'postponeAlert',
    summary: 'Puts it off until a time, with a reason',
    body: act({ until: instantSchema, reason: noteSchema }, (fields) => ({ do: 'postpone', ...fields })),
  },
  {
    name: 'close',
    operationId: 'closeAlert',
    summary: 'Closes it by hand (办结); without a level that shows it, it is marked so',
    body: act({ note: noteSchema }, (fields) => ({ do: 'close', ...fields })),
  },
  {
    name: 'void',
    operationId: 'voidAlert',
    summary: 'Says that there was no case, with a reason; a second person must confirm',
    body: act({ reason: noteSchema }, (fields) => ({ do: 'void', ...fields })),
  },
  {
    name: 'confirm-void',
    operationId: 'confirmVoidAlert',
    summary: 'The second person confirms that there was no case',
    body: act({ note }, (fields) => ({ do: 'confirm-void', ...fields })),
  },
  {
    name: 'refuse-void',
    operationId: 'refuseVoidAlert',
    summary: 'The second person says that there is a case',
    body: act({ note }, (fields) => ({ do: 'refuse-void', ...fields })),
  },
  {
    name: 'spot-check',
    operationId: 'spotCheckAlert',
    summary: 'Notes whether a closed case was closed rightly (人工抽查); not by who closed it',
    body: act({ agreed, note }, (fields) => ({ do: 'check', ...fields })),
  },
  {
    name: 'attach-case',
    operationId: 'attachCaseToAlert',
    summary: 'Notes the number that the case has in another system',
    body: act({ number }, (fields) => ({ do: 'attach-case', ...fields })),
  },
  {
    name: 'close-outside',
    operationId: 'closeAlertOutside',
    summary: 'The other system has closed the case',
    body: act({ note }, (fields) => ({ do: 'close-outside', ...fields })),
  },
];

export function alertActionRoutes(api: Api, { sources }: ApiContext): void {
  for (const one of ACTS) {
    api.openapi(routeOf(one), async (c) => {
      const { by, action } = c.req.valid('json');
      const alert = await sources.watch.act(c.req.valid('param').id, action, actorOf(c, by));
      return c.json(alertView(alert), 200);
    });
  }
}

function routeOf({ name, operationId, summary, body }: Act) {
  return createRoute({
    method: 'post',
    path: `/api/v1/alerts/{id}/${name}`,
    operationId,
    tags: ['alerts'],
    summary,
    request: { params: alertParams, query: noQuery, body: jsonBody(body) },
    responses: { 200: answer(alertSchema, 'The alert as it is then'), default: problemAnswer },
  });
}
