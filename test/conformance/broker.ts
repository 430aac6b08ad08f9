// `npm run conformance-broker -- --port N`: the open broker as a process of its own, until Ctrl-C or SIGTERM.
import { parseArgs } from 'node:util';
import { isLoopback } from '../../src/broker/session.ts';
import { createOpenBroker } from './open-broker.ts';

const USAGE = 'npm run conformance-broker -- --port N [--host 127.0.0.1]';

async function main(): Promise<void> {
  const address = readAddress();
  const broker = createOpenBroker(address);
  await broker.start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void broker.stop());
  const { host, port } = broker.addresses.mqtt;
  console.log(
    `MQTT 3.1.1 on ${host}:${port}: the embedded broker alone, open to everybody, keeping nothing.`,
  );
  console.log(
    'For test suites only. Where it deviates from the standard: docs/conformance.md. Ctrl-C ends it.',
  );
}

function readAddress(): { host: string; port: number } {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '1883' }, host: { type: 'string', default: '127.0.0.1' } },
  });
  const { host } = values;
  if (!isLoopback(host))
    throw new Error(`cannot listen on ${host}: everybody may come in, so it is for 127.0.0.1 and ::1 only`);
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    throw new Error(`cannot listen on port ${values.port}: expected 0 to 65535, 0 for a free one`);
  return { host, port };
}

main().catch((error: Error) => {
  console.error(`${error.message}\nusage: ${USAGE}`);
  process.exitCode = 1;
});
