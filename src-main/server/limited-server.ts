import { createServer, type Server } from 'node:http';

/** What strangers can take of a server before anything of a request is looked at. */
export interface ServerLimits {
  /** for all headers of a request to arrive, or for a connection to say anything, in milliseconds */
  headersTimeout: number;
  /** for all of a request to arrive */
  requestTimeout: number;
  /** how often both are looked at */
  connectionsCheckingInterval: number;
  /** bytes */
  maxHeaderSize: number;
  maxConnections: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
  maxConnections: 256,
};

/** An HTTP server that slow, silent or many clients do not hold up. */
export function limitedServer(limits: ServerLimits = SERVER_LIMITS): Server {
  const { maxConnections, ...options } = limits;
  const server = createServer(options);
  server.maxConnections = maxConnections;
  return server;
}
