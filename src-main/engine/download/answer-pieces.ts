import type { IncomingMessage } from 'node:http';
import { connectionFailed } from './fetch-failure';

/**
 * The pieces of an answer as they come. Only the connection's errors are the server's fault: those of whoever takes the pieces
 * pass through.
 *
 * @throws FetchFailure where the connection breaks
 */
export async function* answerPieces(answer: IncomingMessage): AsyncGenerator<Buffer> {
  const pieces = answer[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await pieces.next().catch((error: unknown) => {
      throw connectionFailed(error);
    });
    if (done === true) return;
    yield value;
  }
}
