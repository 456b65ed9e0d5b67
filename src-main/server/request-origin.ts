import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a host that a person asked to listen on stays inside this machine. */
export function isLoopbackHost(host: string): boolean {
  return ['127.0.0.1', 'localhost', '::1'].includes(host);
}

/**
 * Whether a request was addressed to this very server. A page that got its own name to point at loopback
 * (DNS rebinding) gives that name away here.
 */
export const isOwnHost = (host: string | undefined, port: number): boolean =>
  LOOPBACK_NAMES.some((name) => host === `${name}:${port}`);

/** Whether a request that changes something, or opens a WebSocket, was made by one of our own pages. */
export const isOwnOrigin = ({ host, origin }: IncomingHttpHeaders): boolean =>
  host !== undefined && origin === `http://${host}`;
