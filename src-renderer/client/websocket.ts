import { RPCLink } from '@orpc/client/websocket';
import { NotAllowed, type Line, type Transport } from './transport';

const address = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`;

/** A refused handshake tells a page nothing, so the page itself is asked for once more. */
async function isRefused(): Promise<boolean> {
  try {
    const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
    return answer.status === 401 || answer.status === 403;
  } catch {
    return false;
  }
}

/** A browser: the server that gave out this page speaks the contract over a WebSocket. */
export function webSocketTransport(): Transport {
  return {
    async open(): Promise<Line> {
      const socket = new WebSocket(address());
      socket.binaryType = 'arraybuffer';
      const closed = new Promise<void>((resolve) => {
        socket.addEventListener('close', () => resolve());
      });
      const link = new RPCLink({ websocket: socket });
      const opened = new Promise<boolean>((resolve) => {
        socket.addEventListener('open', () => resolve(true));
      });
      if (await Promise.race([opened, closed.then(() => false)])) return { link, closed };
      throw (await isRefused()) ? new NotAllowed() : new Error('Nobody answers.');
    },
  };
}
