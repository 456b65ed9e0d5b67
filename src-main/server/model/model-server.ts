import type { IncomingMessage, ServerResponse } from 'node:http';
import { limitedServer } from '../limited-server';
import { isOwnHost } from '../request-origin';
import { urlOf } from '../web-requests';
import { listen } from '../web-server';
import { answerPredict } from './answer-predict';
import { HttpRefusal } from './http-refusal';
import { TooBusy } from './joined-passes';
import { MODEL_PAGE_SCRIPT, modelPage } from './model-page';
import { openApi } from './open-api';
import type { ServedModel } from './served-model';

const USUAL_PORT = 7700;
const HOST = '127.0.0.1';

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export interface ModelServer {
  readonly port: number;
  readonly address: string;
  close(): Promise<void>;
}

/** Why a request is turned away before anything of it is read. */
function refuseForeign({ headers }: IncomingMessage, port: number): void {
  if (!isOwnHost(headers.host, port)) {
    throw new HttpRefusal(421, `This model answers only to 127.0.0.1:${port} and localhost:${port}.`, 'Host');
  }
  // A page of somebody else's in a browser of this machine says where it comes from.
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    throw new HttpRefusal(403, 'Pages of other sites may not ask this model.', 'Origin');
  }
}

/**
 * Serves a model over HTTP to programs on this machine.
 *
 * @param version of Trainyard
 * @throws {ServeError} when the port is taken
 */
export async function startModelServer(
  model: ServedModel,
  { port: wanted, version }: { port?: number | undefined; version: string },
): Promise<ModelServer> {
  const server = limitedServer();
  const port = await listen(server, HOST, wanted, USUAL_PORT);
  const address = `http://${HOST}:${port}`;
  const send = (response: ServerResponse, status: number, type: string, body: string, headers = {}) => {
    response.writeHead(status, {
      ...HEADERS,
      ...headers,
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(response.req.method === 'HEAD' ? undefined : body);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    refuseForeign(request, port);
    // What nearly all ask for needs no parsing.
    const pathname = request.url === '/predict' ? request.url : (urlOf(request, port)?.pathname ?? '');
    const allow = (...methods: string[]) => {
      if (methods.includes(request.method ?? '')) return;
      throw new HttpRefusal(405, `${pathname} takes ${methods.join(' or ')} only.`, undefined, {
        Allow: methods.join(', '),
      });
    };
    switch (pathname) {
      case '/predict':
        allow('POST');
        return send(response, 200, 'application/json', JSON.stringify(await answerPredict(request, model)));
      case '/openapi.json':
        allow('GET', 'HEAD');
        return send(
          response,
          200,
          'application/json',
          JSON.stringify(openApi(model, address, version), null, 2),
        );
      case '/':
        allow('GET', 'HEAD');
        return send(response, 200, 'text/html', modelPage(model, address));
      case '/page.js':
        allow('GET', 'HEAD');
        return send(response, 200, 'text/javascript', MODEL_PAGE_SCRIPT);
      default:
        throw new HttpRefusal(404, 'There are /, /predict and /openapi.json.');
    }
  };
  const refuse = (request: IncomingMessage, response: ServerResponse, error: unknown) => {
    const refusal =
      error instanceof HttpRefusal
        ? error
        : error instanceof TooBusy
          ? new HttpRefusal(503, 'Too much is waiting: try again in a second.', undefined, {
              'Retry-After': '1',
            })
          : new HttpRefusal(503, error instanceof Error ? error.message : 'The model could not be asked.');
    const { status, message, field, headers } = refusal;
    const body = JSON.stringify({ error: { message, ...(field !== undefined && { field }) } });
    // What of the body was not read is let go by, so that the connection can be used again.
    if (!request.complete && headers['Connection'] !== 'close') request.resume();
    send(response, status, 'application/json', body, headers);
  };
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A client that went away in the middle.
      if (response.headersSent || response.destroyed) response.destroy();
      else refuse(request, response, error);
    });
  });
  return {
    port,
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
