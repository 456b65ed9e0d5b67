import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal';

/**
 * The bytes of a request.
 *
 * @throws HttpRefusal as soon as they are more than `most`
 */
export function readBody(request: IncomingMessage, most: number): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () =>
    new HttpRefusal(413, `The body may have ${most / 2 ** 20} MiB at most.`, undefined, {
      Connection: 'close',
    });
  // Events and not an iterator, which would cost a small request as much as all the rest.
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > most) return reject(tooLarge());
    const pieces: Buffer<ArrayBuffer>[] = [];
    let length = 0;
    request.on('data', (piece: Buffer<ArrayBuffer>) => {
      length += piece.length;
      if (length > most) {
        request.removeAllListeners('data').pause();
        return reject(tooLarge());
      }
      pieces.push(piece);
    });
    request.on('end', () => resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, length)));
    request.on('error', reject);
  });
}
