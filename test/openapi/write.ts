// `npm run openapi`: writes docs/openapi.json anew. Not when it would take something away from those who use the API;
// `-- --break` says that it is meant, and belongs to a new version of the API.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { findBreaks } from './find-breaks.ts';
import { KEPT_FILE, keptDocument, servedDocument } from './served-document.ts';

const served = await servedDocument();
const breaks = existsSync(KEPT_FILE) ? findBreaks(await keptDocument(), served) : [];
if (breaks.length > 0 && !process.argv.includes('--break')) {
  console.error(['cannot write docs/openapi.json: version 1 only adds', ...breaks].join('\n  '));
  process.exit(1);
}
await writeFile(KEPT_FILE, `${JSON.stringify(served, null, 1)}\n`);
console.log(`docs/openapi.json: ${Object.keys(served.paths).length} paths`);
