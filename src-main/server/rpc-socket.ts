import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import type { Contract } from '@shared/contract/api';
import { logFaults } from './rpc-faults';

/** What a door serves: the contract, implemented. */
export type ServedRouter = Router<Contract, Record<never, never>>;

/** Requests are small; what is large (series, pictures) only ever goes out. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

export interface RpcSockets {
  /** Makes an upgrade request, already found to be allowed, a connection to the studio. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Serves the contract over WebSockets. */
export function openRpcSockets(router: ServedRouter): RpcSockets {
  const handler = new RPCHandler(router, { interceptors: [logFaults] });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  return {
    accept: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // A message that is too long, or no WebSocket frame at all: `ws` closes the connection itself.
        webSocket.on('error', () => {});
        void handler.upgrade(webSocket, { context: {} });
      }),
    close: () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}
