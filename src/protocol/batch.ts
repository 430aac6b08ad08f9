// `batch`: 1 to 200 messages after an outage, each with its `type`; one PUBACK, each judged alone.
import { z } from 'zod';

export const MAX_BATCH = 200;

export const batchSchema = z.array(z.unknown()).min(1).max(MAX_BATCH);
