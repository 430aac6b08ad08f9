// The OpenAPI document as a hub of this version serves it, and the one kept in the repository.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../src/version.ts';
import { openApiHub } from '../support/api-hub.ts';
import type { OpenApiDocument } from './find-breaks.ts';

export const KEPT_FILE = join(import.meta.dirname, '../../docs/openapi.json');

export async function servedDocument(): Promise<OpenApiDocument> {
  const hub = await openApiHub();
  try {
    const response = await hub.api.request('/openapi.json');
    const served = (await response.json()) as OpenApiDocument;
    return { ...served, info: { ...served.info, version } };
  } finally {
    await hub.close();
  }
}

export async function keptDocument(): Promise<OpenApiDocument> {
  return JSON.parse(await readFile(KEPT_FILE, 'utf8'));
}
