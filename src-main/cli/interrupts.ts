const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Calls `first` at the first Ctrl-C, or request to end; the second ends this process at once. Its engines
 * notice and end too, and the run is found interrupted.
 *
 * @returns gives the signals back to their default
 */
export function onInterrupt(first: (signal: NodeJS.Signals) => void): () => void {
  let interrupted = false;
  const handle = (signal: NodeJS.Signals) => {
    if (interrupted) process.exit(130);
    interrupted = true;
    first(signal);
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}
