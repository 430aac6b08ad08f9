// Writes the dashboards that Grafana is provisioned with: `npx tsx grafana/src/write.ts`, then `npm run format`.
import { writeFile } from 'node:fs/promises';
import { DASHBOARDS } from './dashboards.ts';

for (const dashboard of DASHBOARDS) {
  const file = new URL(`../dashboards/${dashboard.uid}.json`, import.meta.url);
  await writeFile(file, `${JSON.stringify(dashboard, null, 2)}\n`);
}
