import { connect } from 'node:net';
import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { StudioClient } from '@shared/contract/client';
import { LibraryError } from '../studio/library-error';
import type { LockRecord } from '../studio/library-lock';

/** A studio that starts up answers late: it lets nobody in before its library is read. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** What a guest that its host does not wait for says when it knocks. */
export const GUEST_HEADER = 'trainyard-guest';

/**
 * A `caller` has something done, and the studio stays until it is; a `follower` shows what goes on, and does
 * without that studio when it closes.
 */
export type GuestKind = 'caller' | 'follower';

export interface AttachedStudio {
  readonly line: ClientLink<ClientContext>;
  readonly client: StudioClient;
  /** Resolves when the line is gone, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Connects to the studio that has a library open.
 *
 * @throws {LibraryError} one sentence, when it does not answer or does not let us in
 */
export async function attachToStudio(
  { address, token, pid }: LockRecord,
  as: GuestKind,
): Promise<AttachedStudio> {
  const socket = new WebSocket('ws://localhost/rpc', {
    createConnection: () => connect(address),
    headers: { authorization: `Bearer ${token}`, [GUEST_HEADER]: as },
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    perMessageDeflate: false,
  });
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) =>
      reject(
        new LibraryError(
          `The Trainyard that has this library open (process ${pid}) does not let us in (${error.message}): try again, or close it.`,
          { cause: error },
        ),
      ),
    );
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const line = new RPCLink({ websocket: socket });
  const client: StudioClient = createORPCClient(line);
  return { line, client, closed, close: () => socket.close() };
}
