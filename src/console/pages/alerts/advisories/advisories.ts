// The advisories (全域预警) that are open, the gravest first, as the API and the event stream tell them.
import { computed, type Ref, shallowReactive } from 'vue';
import type { z } from 'zod';
import type { advisorySchema } from '../../../../api/advisory-view.ts';
import { ask } from '../../../api/ask.ts';
import type { AdvisoryNews } from '../../../live/events.ts';

export type Advisory = z.infer<typeof advisorySchema>;

const KINDS: readonly Advisory['kind'][] = ['hazard', 'overflowing', 'many-near-full'];

export function useAdvisories(): {
  open: Ref<Advisory[]>;
  load(area: string | undefined): Promise<void>;
  note(news: AdvisoryNews): void;
} {
  const byId = shallowReactive(new Map<string, Advisory>());
  return {
    open: computed(() => [...byId.values()].sort(byGravity)),
    async load(area) {
      const { items } = await ask<{ items: Advisory[] }>('GET', '/api/v1/advisories', { query: { area } });
      byId.clear();
      for (const advisory of items) byId.set(advisory.id, advisory);
    },
    note({ change, advisory }) {
      if (change === 'ended') byId.delete(advisory.id);
      else byId.set(advisory.id, advisory);
    },
  };
}

function byGravity(one: Advisory, other: Advisory): number {
  return KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || one.since.localeCompare(other.since);
}
