import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where its person's files are, on the real system too. */
const HOME = '/home/person';

const MOUNT = `
set -e
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/changes,workdir=$1/work" "$1/root"
for folder in proc sys dev; do mount --rbind "/$folder" "$1/root/$folder"; done
mkdir -p "$1/root${HOME}"
mount --bind "$1/home" "$1/root${HOME}"
mount -t tmpfs tmpfs "$1/root/tmp"
echo ready
exec sleep infinity
`;

export interface Outcome {
  code: number | null;
  output: string;
}

/** Ends a process that we started, and those that it started. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** A copy of this system in which everything can be changed, and nothing of it stays. Only root can make one. */
export class ThrowawaySystem {
  readonly #started: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    readonly keeper: ChildProcess,
  ) {}

  static async make(): Promise<ThrowawaySystem> {
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-system-'));
    for (const name of ['changes', 'work', 'root', 'home']) mkdirSync(join(folder, name));
    const keeper = spawn('unshare', ['--mount', 'bash', '-c', MOUNT, 'mount', folder]);
    let said = '';
    keeper.stderr.on('data', (data: Buffer) => (said += data.toString()));
    await new Promise<void>((resolve, reject) => {
      keeper.stdout.once('data', () => resolve());
      keeper.once('exit', () => reject(new Error(`No copy of this system could be made: ${said}`)));
    });
    return new ThrowawaySystem(folder, keeper);
  }

  /** A person's folder, as seen from outside. */
  get home(): string {
    return join(this.folder, 'home');
  }

  /** A file that was made or changed in there, as seen from outside. */
  changed(path: string): string {
    return join(this.folder, 'changes', path);
  }

  async has(path: string): Promise<boolean> {
    return (await this.run(['test', '-e', path])).code === 0;
  }

  #inside(command: readonly string[], env: Record<string, string>): string[] {
    const variables = Object.entries({ HOME, ...env }).map(([name, value]) => `${name}=${value}`);
    const enter = [`--target=${this.keeper.pid}`, '--mount', 'chroot', join(this.folder, 'root')];
    return [...enter, 'env', '--unset=XDG_CONFIG_HOME', ...variables, ...command];
  }

  /** Runs a command in there to its end. */
  async run(command: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    const child = this.start(command, env);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => (output += data.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }

  start(command: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn('nsenter', this.#inside(command, env), {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#started.push(child);
    return child;
  }

  close(): void {
    // Whatever still runs in there has its roots in this folder.
    for (const child of this.#started) if (child.exitCode === null && child.pid) endGroup(child.pid);
    this.keeper.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
