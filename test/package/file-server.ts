import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';

/** Serves files on this machine, each under its own name. */
export async function serveFiles(...files: string[]): Promise<{ address: string; close: () => void }> {
  const server = createServer((request, response) => {
    const file = files.find((one) => request.url === `/${basename(one)}`);
    if (file === undefined) return void response.writeHead(404).end();
    response.setHeader('Content-Length', statSync(file).size);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port.');
  return { address: `http://127.0.0.1:${bound.port}/`, close: () => server.close() };
}
