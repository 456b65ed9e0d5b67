import { connect } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { StudioClient } from '@shared/contract/client';
import type { LockRecord } from '../studio/library-lock';

/** A studio that starts up answers late: it lets nobody in before its library is read. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

export interface AttachedStudio {
  readonly client: StudioClient;
  /** Resolves when the line is gone, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Connects to the studio that has a library open.
 *
 * @throws {Error} one sentence, when it does not answer or does not let us in
 */
export async function attachToStudio({ address, token, pid }: LockRecord): Promise<AttachedStudio> {
  const socket = new WebSocket('ws://localhost/rpc', {
    createConnection: () => connect(address),
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    perMessageDeflate: false,
  });
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) =>
      reject(
        new Error(
          `The Trainyard that has this library open (process ${pid}) does not let us in (${error.message}): try again, or close it.`,
          { cause: error },
        ),
      ),
    );
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const client: StudioClient = createORPCClient(new RPCLink({ websocket: socket }));
  return { client, closed, close: () => socket.close() };
}
