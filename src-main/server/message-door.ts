import { RPCHandler } from '@orpc/server/ws';
import { logFaults } from './rpc-faults';
import type { WindowRouter } from './rpc-socket';

/** One end of a line that carries structured clones: a MessagePort. */
export interface MessageLine {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** Our client sends nothing else. */
const isMessage = (message: unknown): boolean =>
  typeof message === 'string' || message instanceof Uint8Array || message instanceof ArrayBuffer;

/**
 * Serves the contract of pages over lines. It is oRPC's door for WebSockets that is used: with that for ports, a message
 * that it cannot read rejects where nobody hears it.
 *
 * @returns accepts a line
 */
export function openMessageDoor(router: WindowRouter): (line: MessageLine) => void {
  const handler = new RPCHandler(router, { interceptors: [logFaults] });
  type Socket = Parameters<typeof handler.upgrade>[0];
  return ({ send, onMessage, onClose }) => {
    const events = new EventTarget();
    // Typed as a whole socket; this is all that it is asked for.
    const socket = { send, addEventListener: events.addEventListener.bind(events) } as unknown as Socket;
    void handler.upgrade(socket, { context: {} });
    onMessage((data) => {
      if (isMessage(data)) events.dispatchEvent(new MessageEvent('message', { data }));
    });
    onClose(() => events.dispatchEvent(new Event('close')));
  };
}
