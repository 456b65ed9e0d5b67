import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { GUEST_HEADER } from './attach';
import { refuseUpgrade } from './refuse-upgrade';
import { openRpcSockets, type RpcSockets, type ServedRouter } from './rpc-socket';
import { newSecret, sameSecret } from './secrets';

/** What the kernel has room for in a socket's path, macOS having the least. */
const MAX_SOCKET_PATH_BYTES = 103;

/** The entrance for other programs of the same person on this machine: a terminal or a window that attaches. */
export interface LocalDoor {
  readonly address: string;
  readonly token: string;
  /** Lets in who knocked, from now on; until then they wait. */
  serve(router: ServedRouter): void;
  /** How many programs that have something done are connected, or wait to be. */
  guests(): number;
  /** Lets nobody in any more; who is inside stays. */
  shut(): void;
  close(): Promise<void>;
}

/** A new address in a folder that only this person can enter; a named pipe on Windows. */
async function newAddress(): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\trainyard-${randomUUID()}`;
  const fits = (folder: string) =>
    Buffer.byteLength(join(folder, 'trainyard-XXXXXX', 'door')) <= MAX_SOCKET_PATH_BYTES;
  const parent = fits(tmpdir()) ? tmpdir() : '/tmp';
  return join(await mkdtemp(join(parent, 'trainyard-')), 'door');
}

/** Opens a door on a fresh address. It answers at once, which is what makes a library's lock count. */
export async function openLocalDoor(): Promise<LocalDoor> {
  const address = await newAddress();
  const token = newSecret();
  let served: RpcSockets | undefined;
  let isShut = false;
  let waiting: ((sockets: RpcSockets) => void)[] = [];
  const connections = new Set<Socket>();
  const callers = new Set<Duplex>();
  const server = createServer((_request, response) => {
    response.writeHead(426, { connection: 'close' }).end();
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!sameSecret(request.headers.authorization ?? '', `Bearer ${token}`)) {
      refuseUpgrade(socket, 401, 'The token is not that of this studio.');
      return;
    }
    if (isShut) {
      refuseUpgrade(socket, 503, 'This studio is closing.');
      return;
    }
    if (request.headers[GUEST_HEADER] !== 'follower') {
      callers.add(socket);
      socket.once('close', () => callers.delete(socket));
    }
    const accept = (sockets: RpcSockets) => sockets.accept(request, socket, head);
    if (served) accept(served);
    else waiting.push(accept);
  });
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return {
    address,
    token,
    serve: (router) => {
      served = openRpcSockets(router);
      for (const accept of waiting) accept(served);
      waiting = [];
    },
    guests: () => callers.size,
    shut: () => {
      isShut = true;
    },
    close: async () => {
      served?.close();
      for (const connection of connections) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
      if (process.platform !== 'win32') await rm(dirname(address), { recursive: true, force: true });
    },
  };
}
