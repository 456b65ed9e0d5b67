/** The engine's line to the studio that started it. */
export interface HostChannel {
  /** Sends one structured-cloneable value; the order is kept. */
  send(message: unknown): void;
  /** Every message of the studio, in order; what came before the first listener is kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Resolves when everything that was sent has left this process: await it before `process.exit`. */
  drained(): Promise<void>;
}

/**
 * Opens the line to the studio, over Electron's parent port or Node's IPC, whichever this process was
 * started with. When the studio is gone the engine ends: the run is found interrupted and goes on from its
 * last checkpoint.
 *
 * @throws {Error} when the process was started by hand
 */
export function openHostChannel(): HostChannel {
  // Ctrl-C in a terminal reaches every process of the group; what it means to a run is the studio's to say.
  process.on('SIGINT', () => {});
  // Typed as always there by Electron, but a plain Node has none.
  const parentPort = process.parentPort as typeof process.parentPort | undefined;
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => {
        parentPort.on('message', ({ data }) => listener(data));
      },
      // A posted message is handed over at once, but leaves on another thread.
      drained: () => new Promise((resolve) => setTimeout(resolve, 20)),
    };
  }
  if (!process.send)
    throw new Error('The engine is started by Trainyard itself: run `trainyard help` instead.');
  const send = process.send.bind(process);
  process.on('disconnect', () => process.exit(1));
  let pending = Promise.resolve();
  return {
    send: (message) => {
      const sent = new Promise<void>((resolve) => {
        if (process.connected) send(message, undefined, undefined, () => resolve());
        else resolve();
      });
      pending = pending.then(() => sent);
    },
    onMessage: (listener) => {
      process.on('message', listener);
    },
    drained: () => pending,
  };
}
