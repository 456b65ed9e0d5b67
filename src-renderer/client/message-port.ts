import { RPCLink } from '@orpc/client/message-port';
import { PORT_MESSAGE, type Preload } from '@shared/contract/preload';
import type { Line, Transport } from './transport';

function receivePort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', listen);
      resolve(port);
    };
    window.addEventListener('message', listen);
  });
}

/** The desktop shell: the preload script hands over a port to the studio in the main process. */
export function messagePortTransport(preload: Preload): Transport {
  return {
    async open(): Promise<Line> {
      const received = receivePort();
      preload.requestPort();
      const port = await received;
      const closed = new Promise<void>((resolve) => {
        port.addEventListener('close', () => resolve());
      });
      const link = new RPCLink({ port });
      port.start();
      // A port that is torn down with its page while somebody listens for its end crashes older Chromiums.
      window.addEventListener('pagehide', () => port.close(), { once: true });
      return { link, closed };
    },
  };
}
