import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { openAdmission } from './admission';
import { limitedServer, type ServerLimits } from './limited-server';
import { openMachineDoor } from './machine-door';
import { MACHINE_PATH } from './machine-headers';
import { refuseUpgrade } from './refuse-upgrade';
import { isLoopbackHost } from './request-origin';
import { AllowedFolders } from './places/allowed-folders';
import { BrowserPlaces } from './places/browser-places';
import { windowRouter } from './places/window-router';
import { openRpcSockets, type RpcSockets, type ServedRouter } from './rpc-socket';
import { answerWebRequests, turnedAway } from './web-requests';

export const DEFAULT_PORT = 7654;
/** How many ports after the default one are tried. */
const PORT_TRIES = 20;

/** The server cannot be started as asked; the message is one sentence. */
export class ServeError extends Error {}

export interface WebServerOptions {
  router: ServedRouter;
  /** the built renderer */
  rendererFolder: string;
  /** loopback only; 127.0.0.1 when left out */
  host?: string;
  /** exactly this one; when left out, the default one or the next that is free */
  port?: number;
  /** the folders that browsers may point into; the person's home when left out */
  allowed?: AllowedFolders;
  /** holds the token by which Trainyards of other machines are let in; left out: none is */
  programFolder?: string;
  /** the usual ones when left out */
  limits?: ServerLimits;
}

export interface WebServer {
  readonly port: number;
  /** A fresh address, good for one browser. */
  newAddress(): string;
  close(): Promise<void>;
}

/** Listens, or tells that the port is taken. */
function listens(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else
        reject(
          new ServeError(
            `Port ${port} on ${host} cannot be opened (${error.message}): choose another with --port.`,
          ),
        );
    };
    server.once('error', failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

/**
 * Has a server listen on a port, and tells which.
 *
 * @param wanted exactly this one; undefined: the usual one or the next that is free
 * @throws {ServeError}
 */
export async function listen(
  server: Server,
  host: string,
  wanted: number | undefined,
  usual = DEFAULT_PORT,
): Promise<number> {
  const tries = wanted === undefined ? PORT_TRIES : 1;
  const first = wanted ?? usual;
  for (let port = first; port < first + tries; port += 1) {
    if (!(await listens(server, host, port))) continue;
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  }
  throw new ServeError(
    tries === 1
      ? `Port ${first} is in use by another program: choose another with --port, or leave it out.`
      : `Ports ${first} to ${first + tries - 1} are all in use: choose another with --port.`,
  );
}

/**
 * Refuses a host that would leave this machine.
 *
 * @throws {ServeError}
 */
export function requireLoopback(host: string): void {
  if (isLoopbackHost(host)) return;
  throw new ServeError(
    `--host ${host} is refused: without TLS Trainyard serves only this machine (127.0.0.1), so forward the port with SSH to reach it from another.`,
  );
}

/**
 * Serves the studio and its pages to browsers on this machine.
 *
 * @throws {ServeError} one sentence, when the host is not loopback or the port is taken
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const host = options.host ?? '127.0.0.1';
  requireLoopback(host);
  const server = limitedServer(options.limits);
  const port = await listen(server, host, options.port);
  const admission = openAdmission(port);
  const places = new BrowserPlaces(options.allowed ?? (await AllowedFolders.home()));
  /** by the browser that they are for */
  const doors = new Map<string, RpcSockets>();
  const doorFor = (browser: string): RpcSockets => {
    const known = doors.get(browser);
    if (known) return known;
    const door = openRpcSockets(windowRouter(options.router, places.of(browser)));
    doors.set(browser, door);
    return door;
  };
  const { programFolder } = options;
  const forMachines = openRpcSockets(options.router);
  const machineDoor = programFolder === undefined ? undefined : openMachineDoor(programFolder, forMachines);
  const connections = new Set<Socket>();
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  server.on('request', answerWebRequests({ rendererFolder: options.rendererFolder, port, admission }));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (machineDoor && request.url === MACHINE_PATH) return machineDoor(request, socket, head);
    const refused = turnedAway(request, port);
    if (refused) return refuseUpgrade(socket, refused.status, refused.sentence);
    if (request.url !== '/rpc') return refuseUpgrade(socket, 404, 'The studio answers at /rpc.');
    const browser = admission.browserOf(request.headers.cookie);
    if (browser === undefined) return refuseUpgrade(socket, 401, 'This browser was not let in yet.');
    return doorFor(browser).accept(request, socket, head);
  });
  const shownHost = host === '::1' ? '[::1]' : host === 'localhost' ? 'localhost' : '127.0.0.1';
  return {
    port,
    newAddress: () => `http://${shownHost}:${port}/?token=${admission.issueToken()}`,
    close: async () => {
      forMachines.close();
      for (const door of doors.values()) door.close();
      for (const connection of connections) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
      await places.close();
    },
  };
}
