const KEPT_CHARACTERS = 4096;

/**
 * Keeps the last lines of what a process writes, and reads all of it so that the process never waits.
 *
 * @returns what is kept, at any time
 */
export function keepTail(stream: NodeJS.ReadableStream | null): () => string {
  let tail = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    tail = (tail + text).slice(-KEPT_CHARACTERS);
  });
  return () => tail;
}
