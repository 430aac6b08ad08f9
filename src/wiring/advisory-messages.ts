// Advisories on their way to the stations' screens: retained on the topic of each area, also after a start.
import type { Broker, RetainedMessage } from '../broker/broker.ts';
import { advisoryTopic } from '../protocol/topics.ts';
import { retainedAdvisories } from '../watch/advisories/advisory-message.ts';
import type { Watch } from '../watch/watch.ts';

/** Publishes from now on; gives what is to be found retained when the broker starts. */
export async function tellAdvisories(
  watch: Pick<Watch, 'advisories' | 'onEvent'>,
  broker: Pick<Broker, 'publish'>,
): Promise<Iterable<RetainedMessage>> {
  const newest = new Map<string, string>();
  watch.onEvent((event) => {
    if (event.type !== 'advisory-message') return;
    newest.set(event.grid, event.payload);
    broker.publish(advisoryTopic(event.grid), event.payload, { retain: true, qos: 1 });
  });
  const open = retainedAdvisories(await watch.advisories());
  return (function* retained() {
    const all = new Map(open.map(({ grid, payload }) => [grid, payload]));
    for (const [grid, payload] of newest) all.set(grid, payload);
    for (const [grid, payload] of all) if (payload !== '') yield { topic: advisoryTopic(grid), payload };
  })();
}
