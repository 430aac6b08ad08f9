// The same job as Node-RED flows, in batches of 1,000 messages or of a second.
import { CHECK, COLLECT, JOIN, START_COLLECTING } from './functions.ts';

export interface FlowOptions {
  mqttPort: number;
  influxPort: number;
  database: string;
}

/** `usual`: from the nodes that Node-RED has for it. `lean`: as few nodes as can be, all work in one function. */
export type FlowKind = 'usual' | 'lean';

type Node = Record<string, unknown> & { id: string; type: string };

export function flowFor(kind: FlowKind, options: FlowOptions): Node[] {
  const tab = 'stations';
  const nodes = kind === 'usual' ? usualNodes(options) : leanNodes(options);
  return [
    { id: tab, type: 'tab', label: tab },
    ...nodes.map((node) => ({ z: tab, wires: [], ...node })),
    {
      id: 'write',
      type: 'influxdb batch',
      z: tab,
      influxdb: 'server',
      precision: 'n',
      retentionPolicy: 'raw',
      wires: [],
    },
    {
      id: 'server',
      type: 'influxdb',
      hostname: '127.0.0.1',
      port: options.influxPort,
      database: options.database,
    },
  ];
}

/** Broker, a subscription that parses JSON, a function that checks and makes points, join, write. */
function usualNodes({ mqttPort }: FlowOptions): Node[] {
  return [
    { id: 'aedes', type: 'aedes broker', mqtt_port: mqttPort, wires: [[], []] },
    {
      id: 'in',
      type: 'mqtt in',
      topic: 'waste/v1/#',
      qos: '1',
      datatype: 'json',
      broker: 'client',
      wires: [['check']],
    },
    { id: 'check', type: 'function', func: CHECK, outputs: 1, wires: [['batch']] },
    {
      id: 'batch',
      type: 'join',
      mode: 'custom',
      build: 'array',
      property: 'payload',
      propertyType: 'msg',
      count: '1000',
      timeout: '1',
      wires: [['points']],
    },
    { id: 'points', type: 'function', func: JOIN, outputs: 1, wires: [['write']] },
    {
      id: 'client',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: mqttPort,
      autoConnect: true,
      protocolVersion: '4',
      cleansession: true,
    },
  ];
}

/** The broker node's second output gives every message without a second connection. */
function leanNodes({ mqttPort }: FlowOptions): Node[] {
  return [
    { id: 'aedes', type: 'aedes broker', mqtt_port: mqttPort, wires: [[], ['collect']] },
    {
      id: 'collect',
      type: 'function',
      initialize: START_COLLECTING,
      func: COLLECT,
      outputs: 1,
      wires: [['write']],
    },
  ];
}
