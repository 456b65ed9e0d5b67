import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sshArguments, sshTunnels } from '../../../src-main/server/ssh-tunnel';

/** Stands for ssh: forwards the port that `-L` names, or fails as ssh does; it cannot log in anywhere. */
const FAKE = `#!${process.execPath}
const { connect, createServer } = require('node:net');
const host = process.argv.at(-1);
if (host === 'nobody') { console.error('ssh: Could not resolve hostname nobody'); process.exit(255); }
const [, from, , to] = process.argv[process.argv.indexOf('-L') + 1].split(':');
createServer((client) => {
  const server = connect(Number(to), '127.0.0.1');
  client.pipe(server).pipe(client);
  for (const socket of [client, server]) socket.on('error', () => {});
}).listen(Number(from), '127.0.0.1');
`;

let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-ssh-'));
  await writeFile(join(folder, 'ssh'), FAKE);
  await chmod(join(folder, 'ssh'), 0o755);
  server = createServer((_request, response) => response.end('through'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.close();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;

describe.skipIf(process.platform === 'win32')('an SSH tunnel', () => {
  it('leads to the port on the other machine for as long as it is open', async () => {
    const tunnel = await sshTunnels()!('me@box', port, never);
    expect(await (await fetch(tunnel.address)).text()).toBe('through');
    tunnel.close();
    await tunnel.ended;
    await expect(fetch(tunnel.address)).rejects.toThrow();
  });

  it('that cannot be opened says what ssh says', async () => {
    await expect(sshTunnels()!('nobody', port, never)).rejects.toThrow(
      'The SSH tunnel to nobody could not be opened (ssh: Could not resolve hostname nobody): try `ssh nobody` in a terminal, which must work without a password.',
    );
  });

  it('is asked for with nothing that could be an option or a command', async () => {
    await expect(sshTunnels()!('-oProxyCommand=touch x', port, never)).rejects.toThrow();
    const given = sshArguments('me@box', 5000, 7654);
    expect(given.slice(-4)).toEqual(['-L', '127.0.0.1:5000:127.0.0.1:7654', '--', 'me@box']);
    expect(given).toContain('BatchMode=yes');
  });
});
