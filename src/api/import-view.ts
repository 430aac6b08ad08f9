// What would come of importing a CSV file, as the API shows it: the stations it would add, and what is wrong where.
import { z } from '@hono/zod-openapi';
import { STREAMS } from '../model/stream.ts';
import { IMPORT_FAULT_CODES, type ImportPlan } from '../registry/import-csv.ts';

const plannedSchema = z.object({
  line: z.int().openapi({ description: 'Of the file, from 1' }),
  id: z.string(),
  name: z.string(),
  grid: z.string(),
  bins: z.array(
    z.object({
      id: z.string(),
      stream: z.enum(STREAMS),
      litres: z.number(),
      depthMm: z.number().optional(),
    }),
  ),
});

const importFaultSchema = z.object({
  line: z.int().openapi({ description: 'Of the file, from 1: the line of column names' }),
  column: z.string().optional(),
  code: z.enum(IMPORT_FAULT_CODES).optional(),
  value: z.string().optional().openapi({ description: 'What stands in the cell, cut at 200 characters' }),
  fault: z.string(),
});

export const importPlanSchema = z
  .object({
    stations: z.array(plannedSchema).openapi({ description: 'What could be added' }),
    faults: z.array(importFaultSchema).openapi({ description: 'With any, nothing is imported' }),
  })
  .openapi('ImportPlan');

const MAX_VALUE = 200;

export function importPlanView({ rows, faults }: ImportPlan): z.infer<typeof importPlanSchema> {
  return {
    stations: rows.map(({ line, station: { id, name, grid, bins } }) => ({ line, id, name, grid, bins })),
    faults: faults.map(({ value, ...fault }) => ({ ...fault, value: value?.slice(0, MAX_VALUE) })),
  };
}
