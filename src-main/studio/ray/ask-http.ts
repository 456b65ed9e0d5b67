import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

/** More than this is no answer of what we ask. */
const MOST_BYTES = 4_000_000;

export interface HttpAsk {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string | undefined;
  withinMs: number;
}

/**
 * Asks a server, and reads all of its answer. Not by `fetch`: that sends the headers by which browsers are known, and Ray's
 * dashboard takes no jobs from a browser (405).
 *
 * @throws the system's error, or one with the code ABORT_ERR when there was no whole answer in time
 */
export function askHttp(
  url: string,
  { method, headers, body, withinMs }: HttpAsk,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const make = url.startsWith('https:') ? secureRequest : plainRequest;
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const signal = AbortSignal.timeout(withinMs);
    const request = make(url, { method, headers: { ...headers, ...length }, signal }, (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject);
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > MOST_BYTES) request.destroy(new Error('it answers without end'));
        else pieces.push(piece);
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') });
      });
      response.on('aborted', () => reject(Object.assign(new Error('cut off'), { code: 'ECONNRESET' })));
    });
    request.on('error', reject);
    request.end(body);
  });
}
