const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** npm, the shell and the terminal may each pass on the same Ctrl-C. */
const SAME_PRESS_MS = 500;

/**
 * Calls `first` at the first Ctrl-C, or request to end; the second ends this process at once. Its engines
 * notice and end too, and the run is found interrupted.
 *
 * @returns gives the signals back to their default
 */
export function onInterrupt(first: (signal: NodeJS.Signals) => void): () => void {
  let interruptedAt: number | undefined;
  const handle = (signal: NodeJS.Signals) => {
    if (interruptedAt === undefined) {
      interruptedAt = performance.now();
      first(signal);
    } else if (performance.now() - interruptedAt > SAME_PRESS_MS) {
      process.stderr.write(
        'Ended at once: the run goes on from its last checkpoint with `trainyard resume`.\n',
      );
      process.exit(130);
    }
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}
