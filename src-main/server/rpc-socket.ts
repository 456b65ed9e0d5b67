import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import type { Contract } from '@shared/contract/api';
import { MOST_PICTURE_BYTES } from '@shared/contract/prediction';
import type { WindowContract } from '@shared/contract/window';
import { logFaults } from './rpc-faults';
import { endWhenSilent } from './silent-socket';

/** What the door of terminals and other programs serves: the contract, implemented. */
export type ServedRouter = Router<Contract, Record<never, never>>;

/** What a door for pages serves. */
export type WindowRouter = Router<WindowContract, Record<never, never>>;

/** The largest that comes in is the file of a picture to try, with some words about it. */
const MAX_MESSAGE_BYTES = MOST_PICTURE_BYTES + 1024 * 1024;

export interface RpcSockets {
  /**
   * Makes an upgrade request, already found to be allowed, a connection to the studio. One that comes over a network is
   * watched: it ends when its other side says nothing any more.
   */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, how?: 'watched'): void;
  close(): void;
}

/** Serves the contract over WebSockets. */
export function openRpcSockets(router: ServedRouter | WindowRouter): RpcSockets {
  const handler = new RPCHandler(router, { interceptors: [logFaults] });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  return {
    accept: (request, socket, head, how) =>
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // A message that is too long, or no WebSocket frame at all: `ws` closes the connection itself.
        webSocket.on('error', () => {});
        if (how === 'watched') endWhenSilent(webSocket);
        void handler.upgrade(webSocket, { context: {} });
      }),
    close: () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}
