// Which connections of an HTTP or HTTPS server may be cut without taking an answer from anybody: those on which no
// request is being answered. Node takes one that never sent a request for busy; browsers open such ones in advance.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';

export interface QuietSockets {
  /** Breaks all that are quiet now; one whose answer has just gone out is. */
  cut(): void;
}

export function watchQuietSockets(server: Server | SecureServer): QuietSockets {
  /** How many requests of each are being answered. */
  const underWay = new Map<Socket, number>();
  const add = (socket: Socket, change: number) => {
    const count = underWay.get(socket);
    if (count !== undefined) underWay.set(socket, count + change);
  };

  function watch(socket: Socket): void {
    underWay.set(socket, 0);
    socket.once('close', () => underWay.delete(socket));
  }

  const shakingHands = new Map<string, Socket>();
  if (server instanceof SecureServer) {
    server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      shakingHands.set(peer, socket);
      socket.once('close', () => shakingHands.delete(peer));
    });
    // Requests come on the socket of TLS; the one below it ends with it.
    server.on('secureConnection', (socket: Socket) => {
      shakingHands.delete(peerOf(socket));
      watch(socket);
    });
  } else server.on('connection', watch);
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    add(socket, 1);
    response.once('close', () => add(socket, -1));
  });

  return {
    cut() {
      for (const [socket, count] of underWay) if (count === 0) socket.destroy();
      for (const socket of shakingHands.values()) socket.destroy();
    },
  };
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
