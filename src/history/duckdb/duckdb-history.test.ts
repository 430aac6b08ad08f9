import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyContract } from '../history.contract.ts';
import { DuckDbHistory } from './duckdb-history.ts';

historyContract('DuckDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'duckdb-history-'));
  return {
    async open() {
      const store = new DuckDbHistory({ folder, retentionDays: { dropOff: 1000 } });
      await store.open();
      return store;
    },
    dispose: () => rm(folder, { recursive: true }),
  };
});
