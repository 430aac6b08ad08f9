// `batch`: 1 to 200 messages after an outage, each with its `type`; one PUBACK, each judged alone.
import { z } from 'zod';
import { listUpTo } from './limits.ts';

export const MAX_BATCH = 200;

export const batchSchema = listUpTo(z.unknown(), MAX_BATCH);
