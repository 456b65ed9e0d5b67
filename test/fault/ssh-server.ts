import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../free-port';

const run = promisify(execFile);

/** The real server of SSH, where the system has it. */
export const sshd = ['/usr/sbin/sshd', '/usr/bin/sshd'].find((path) => existsSync(path));

async function makeKey(file: string): Promise<string> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  return readFile(`${file}.pub`, 'utf8');
}

async function whenItAnswers(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) break;
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await sleep(50);
  }
  throw new Error(`sshd does not answer: ${said()}`);
}

export interface SshServer {
  /** goes before PATH: an `ssh` that knows the hosts `box`, `stranger` (its key is not known) and `barred` (ours is not) */
  folder: string;
  stop(): Promise<void>;
}

/** A real sshd for the user who runs this, with keys of its own below `folder`, and a real ssh that is configured for it. */
export async function startSshServer(folder: string): Promise<SshServer> {
  if (sshd === undefined) throw new Error('There is no sshd here.');
  const port = await freePort();
  const inFolder = (name: string) => join(folder, name);
  const hostKey = await makeKey(inFolder('host'));
  await writeFile(inFolder('authorized'), await makeKey(inFolder('user')));
  await makeKey(inFolder('other'));
  await writeFile(inFolder('known'), `[127.0.0.1]:${port} ${hostKey}`);
  await writeFile(
    inFolder('sshd.conf'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${inFolder('host')}`,
      `AuthorizedKeysFile ${inFolder('authorized')}`,
      `PidFile ${inFolder('sshd.pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      '',
    ].join('\n'),
  );
  const host = (name: string, key: string, known: string) =>
    [
      `Host ${name}`,
      'HostName 127.0.0.1',
      `Port ${port}`,
      `User ${userInfo().username}`,
      `IdentityFile ${inFolder(key)}`,
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${known}`,
      '',
    ].join('\n');
  await writeFile(
    inFolder('ssh.conf'),
    host('box', 'user', inFolder('known')) +
      host('stranger', 'user', inFolder('nobody-known')) +
      host('barred', 'other', inFolder('known')),
  );
  await writeFile(inFolder('ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${inFolder('ssh.conf')}' "$@"\n`);
  await chmod(inFolder('ssh'), 0o755);

  // Its start script makes it where sshd is a service.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const child = spawn(sshd, ['-D', '-e', '-f', inFolder('sshd.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await whenItAnswers(port, child, () => said);
  return {
    folder,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}
