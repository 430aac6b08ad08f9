// Which connections of an HTTP server may be cut without taking an answer from anybody: those on which no request is
// being answered. Node takes one that never sent a request for busy; browsers open such ones in advance.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface QuietSockets {
  /** Breaks all that are quiet now; one whose answer has just gone out is. */
  cut(): void;
}

export function watchQuietSockets(server: Server): QuietSockets {
  /** How many requests of each are being answered. */
  const underWay = new Map<Socket, number>();
  const add = (socket: Socket, change: number) => {
    const count = underWay.get(socket);
    if (count !== undefined) underWay.set(socket, count + change);
  };

  server.on('connection', (socket: Socket) => {
    underWay.set(socket, 0);
    socket.once('close', () => underWay.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    add(socket, 1);
    response.once('close', () => add(socket, -1));
  });

  return {
    cut() {
      for (const [socket, count] of underWay) if (count === 0) socket.destroy();
    },
  };
}
