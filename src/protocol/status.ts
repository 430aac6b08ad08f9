// `status`: the first message after CONNECT, and the last will. Has no frame: the hub stamps its time.
import { z } from 'zod';
import { fieldsOf } from './fields.ts';
import { textUpTo } from './limits.ts';

export const statusSchema = z.object({
  state: z.enum(['online', 'offline']),
  /** Random for each CONNECT; a will counts only for the connection that left it. */
  connectionId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  firmware: textUpTo(64).optional(),
  configVersion: textUpTo(64).optional(),
});

export const statusFields = fieldsOf(statusSchema);

export type StatusMessage = z.infer<typeof statusSchema>;
