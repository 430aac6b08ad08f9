// What the hub says to stations by itself: their `config`, and what is to be found retained after a start.
import type { RetainedMessage } from '../broker/broker.ts';
import type { HubMemory } from '../ingest/hub-memory.ts';
import type { ConfigMessage } from '../protocol/downlink.ts';
import { downlinkTopic, uplinkTopic } from '../protocol/topics.ts';
import type { Registry } from '../registry/registry.ts';

export interface ConfigFacts {
  now: number;
  fullThreshold: number;
}

export function configMessage(
  registry: Registry,
  stationId: string,
  facts: ConfigFacts,
): ConfigMessage | undefined {
  const station = registry.station(stationId);
  if (!station) return undefined;
  return {
    version: String(registry.revisions(stationId).length),
    serverTime: facts.now,
    grid: station.grid,
    fullThreshold: facts.fullThreshold,
    reportSeconds: station.reportingMinutes * 60,
  };
}

/** The broker keeps retained messages in memory only. */
export function* retainedMessages(
  registry: Registry,
  memory: HubMemory,
  facts: ConfigFacts,
): Iterable<RetainedMessage> {
  for (const { id } of registry.stations()) {
    yield { topic: downlinkTopic(id, 'config'), payload: JSON.stringify(configMessage(registry, id, facts)) };
    const { state, connectionId, firmware, configVersion } = memory.station(id).present.toRecord().presence;
    if (connectionId === undefined) continue;
    yield {
      topic: uplinkTopic(id, 'status'),
      payload: JSON.stringify({ state, connectionId, firmware, configVersion }),
    };
  }
}
