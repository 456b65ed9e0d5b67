import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
}

/** How a server answers, one after the other; the last one again and again. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server on this machine that does what it should not. */
export class MisbehavingServer {
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => {
    this.asked.push({ path: request.url ?? '', headers: request.headers });
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    answer?.(request, response);
  });

  private constructor(public answers: Answer[]) {}

  static async start(...answers: Answer[]): Promise<MisbehavingServer> {
    const server = new MisbehavingServer(answers);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  address(path = '/file.bin'): URL {
    return new URL(path, `http://127.0.0.1:${this.port}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface Serving {
  etag?: string;
  lastModified?: string;
  /** answers every request with the whole file */
  noRange?: boolean;
  /** breaks the connection off after so many bytes of the body */
  cutAfter?: number;
  /** sends so many bytes of the body, then nothing */
  stallAfter?: number;
  /** what Content-Length says, whatever is sent */
  claims?: number;
  /** sends no Content-Length */
  chunked?: boolean;
  /** so many bytes, so many milliseconds apart */
  drip?: { bytes: number; milliseconds: number };
}

/** Serves a file as it should be done, with ranges, but for what is said. */
export function serves(content: Uint8Array, how: Serving = {}): Answer {
  return (request, response) => {
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const mark = request.headers['if-range'];
    const isSame = mark === undefined || mark === how.etag || mark === how.lastModified;
    const from = wanted === undefined || how.noRange || !isSame ? 0 : Number(wanted);
    if (how.etag !== undefined) response.setHeader('ETag', how.etag);
    if (how.lastModified !== undefined) response.setHeader('Last-Modified', how.lastModified);
    if (from >= content.length && from > 0) {
      response.writeHead(416).end();
      return;
    }
    const body = content.subarray(from);
    if (from > 0) {
      response.statusCode = 206;
      response.setHeader('Content-Range', `bytes ${from}-${content.length - 1}/${content.length}`);
    }
    if (!how.chunked) response.setHeader('Content-Length', how.claims ?? body.length);
    send(body, how, response);
  };
}

function send(body: Uint8Array, { cutAfter, stallAfter, drip }: Serving, response: ServerResponse): void {
  const end = cutAfter ?? stallAfter;
  if (end !== undefined) {
    response.write(body.subarray(0, end), () => {
      if (cutAfter !== undefined) response.socket?.destroySoon();
    });
    return;
  }
  if (drip === undefined) {
    response.write(body);
    response.end();
    return;
  }
  let at = 0;
  const next = () => {
    if (response.destroyed) return;
    if (at >= body.length) return void response.end();
    response.write(body.subarray(at, at + drip.bytes));
    at += drip.bytes;
    setTimeout(next, drip.milliseconds);
  };
  next();
}

export const answers =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(`<h1>${status}</h1>`);
  };

export const redirects = (to: string, status = 302): Answer => answers(status, { Location: to });
