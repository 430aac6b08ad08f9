// Aedes as it comes, a process of its own: anybody may connect, nobody subscribes, nothing is stored.
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const broker = await Aedes.createBroker();
const server = createServer({ noDelay: true }, broker.handle);
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('SIGTERM', () => process.exit(0));
