import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client';
import type { WindowClient } from '@shared/contract/client';
import { NotAllowed, type Transport } from './transport';

export type ConnectionState =
  | 'connecting'
  | 'open'
  /** it was open and is gone; it is being tried again */
  | 'lost'
  /** the studio wants the token of its address again */
  | 'refused';

export interface Connection {
  /** One client for the life of the page; its calls go over whatever line is open, and fail when none is. */
  client: WindowClient;
  /** Called with the present state, and at each change. */
  watch(listener: (state: ConnectionState) => void): void;
}

const RETRY_MS = [250, 500, 1000, 2000, 3000];
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a line to the studio, and a new one each time the old one breaks. */
export function connect(transport: Transport): Connection {
  let live: ClientLink<ClientContext> | undefined;
  let state: ConnectionState = 'connecting';
  const listeners: ((state: ConnectionState) => void)[] = [];
  const become = (next: ConnectionState) => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const link: ClientLink<ClientContext> = {
    call(path, input, options) {
      if (!live) throw new Error('The studio cannot be reached just now.');
      return live.call(path, input, options);
    },
  };

  const keepOpen = async () => {
    for (let tries = 0; ; tries++) {
      try {
        const line = await transport.open();
        tries = -1;
        live = line.link;
        become('open');
        await line.closed;
        live = undefined;
        become('lost');
      } catch (error) {
        if (error instanceof NotAllowed) become('refused');
        else if (state === 'refused') become('lost');
      }
      await wait(RETRY_MS[Math.min(Math.max(tries, 0), RETRY_MS.length - 1)]!);
    }
  };
  void keepOpen();

  return {
    client: createORPCClient<WindowClient>(link),
    watch(listener) {
      listeners.push(listener);
      listener(state);
    },
  };
}
