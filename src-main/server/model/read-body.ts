import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal';

/**
 * The bytes of a request.
 *
 * @throws HttpRefusal as soon as they are more than `most`
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () =>
    new HttpRefusal(413, `The body may have ${most / 2 ** 20} MiB at most.`, undefined, {
      Connection: 'close',
    });
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
  const pieces: Buffer[] = [];
  let length = 0;
  const stream: AsyncIterable<Buffer> = request;
  for await (const piece of stream) {
    length += piece.length;
    if (length > most) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
