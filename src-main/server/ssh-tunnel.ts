import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { portSchema, sshHostSchema } from '@shared/contract/machine';
import type { DigTunnel, OpenTunnel } from '../studio/machines/dial';
import { exitInWords } from './exit-in-words';
import { keepTail } from './stderr-tail';

/** How long ssh has to reach the machine, and to be let in. */
const OPEN_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** Where the system's ssh is; undefined where there is none. */
function findSsh(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string | undefined {
  const name = platform === 'win32' ? 'ssh.exe' : 'ssh';
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A port of this machine that nobody has just now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('No port is free for a tunnel.');
  return address.port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** What ssh is started with: it asks nothing, gives up where the port cannot be forwarded, and ends when the line is dead. */
export const sshArguments = (host: string, from: number, to: number): string[] => [
  '-N',
  '-T',
  ...['BatchMode=yes', 'ExitOnForwardFailure=yes', 'ConnectTimeout=15'].flatMap((option) => ['-o', option]),
  ...['ServerAliveInterval=15', 'ServerAliveCountMax=2'].flatMap((option) => ['-o', option]),
  '-L',
  `127.0.0.1:${from}:127.0.0.1:${to}`,
  '--',
  host,
];

/** Opens tunnels with the system's ssh, its keys and its configuration; undefined where there is none. */
export function sshTunnels(): DigTunnel | undefined {
  const ssh = findSsh();
  if (ssh === undefined) return undefined;
  return async (host, port, signal): Promise<OpenTunnel> => {
    const from = await freePort();
    const args = sshArguments(sshHostSchema.parse(host), from, portSchema.parse(port));
    const child = spawn(ssh, args, { stdio: ['ignore', 'ignore', 'pipe'], shell: false, windowsHide: true });
    const said = keepTail(child.stderr);
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, killed) => {
        const line = said().trim().split('\n').at(-1)?.trim().slice(0, 200);
        resolve(line || exitInWords(code, killed));
      });
    });
    let why: string | undefined;
    void ended.then((reason) => {
      why = reason;
    });
    const close = () => void child.kill();
    signal.addEventListener('abort', close, { once: true });
    try {
      for (const until = performance.now() + OPEN_WITHIN_MS; !(await answers(from));) {
        if (why !== undefined || signal.aborted || performance.now() > until) {
          close();
          throw new Error(
            `The SSH tunnel to ${host} could not be opened (${why ?? 'it took too long'}): try \`ssh ${host}\` in a terminal, which must work without a password.`,
          );
        }
        await sleep(LOOK_EVERY_MS);
      }
    } finally {
      signal.removeEventListener('abort', close);
    }
    return { address: `http://127.0.0.1:${from}`, ended, close };
  };
}
