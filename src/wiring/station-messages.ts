// What the hub says to stations by itself: their `config`, and what is to be found retained after a start.
import { crc32 } from 'node:zlib';
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
  const { grid, reportingMinutes } = station;
  const wanted = { grid, fullThreshold: facts.fullThreshold, reportSeconds: reportingMinutes * 60 };
  return { version: versionOf(wanted), serverTime: facts.now, ...wanted };
}

/** Another one whenever anything that is wanted changes, and the same again after a restart or a restore. */
function versionOf(wanted: object): string {
  return crc32(JSON.stringify(wanted)).toString(16).padStart(8, '0');
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
