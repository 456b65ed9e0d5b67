import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PageByWire } from './page-by-wire';
import type { ThrowawaySystem } from './throwaway-system';

const ENTRY = '/usr/share/applications/trainyard.desktop';
const START_MS = 90_000;

/** The command of the desktop entry, as a desktop starts it without a file. */
export function entryCommand(system: ThrowawaySystem): string[] {
  const entry = readFileSync(system.changed(ENTRY), 'utf8');
  const command = /^Exec=(.*)$/m.exec(entry)?.[1];
  if (command === undefined) throw new Error(`There is no command in ${ENTRY}:\n${entry}`);
  return command.split(' ').filter((word) => !word.startsWith('%'));
}

/** Where Chromium writes down on which port its pages can be looked at. */
const portFile = (system: ThrowawaySystem) => join(system.home, '.config/Trainyard/DevToolsActivePort');

async function waitFor<T>(what: string, look: () => T | Promise<T>): Promise<T> {
  const until = performance.now() + START_MS;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > until) throw new Error(`${what} did not come.`, { cause: error });
    }
    await sleep(100);
  }
}

/** The installed app with its window open, on a virtual display. */
export class InstalledApp {
  private constructor(
    readonly window: PageByWire,
    readonly pid: number,
    readonly ended: Promise<unknown>,
    /** what it wrote to its terminal */
    readonly said: () => string,
  ) {}

  /** Starts it by the command of its desktop entry. */
  static async start(system: ThrowawaySystem, args: string[] = [], env = {}): Promise<InstalledApp> {
    rmSync(portFile(system), { force: true });
    const command = [...entryCommand(system), '--remote-debugging-port=0', ...args];
    const child = system.start(['xvfb-run', '-a', '-s', '-screen 0 1440x900x24', ...command], env);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => (said += data.toString()));
    const ended = once(child, 'exit');
    const window = await waitFor('The window', () => {
      if (child.exitCode !== null) throw new Error(`The app ended at once: ${said}`);
      return PageByWire.open(readFileSync(portFile(system), 'utf8').split('\n')[0] ?? '');
    });
    // While the page is being loaded, what it is asked gets lost.
    await window.shows('Settings');
    // Chromium's lock is a link that names the host and its process.
    const lock = readlinkSync(join(system.home, '.config/Trainyard/SingletonLock'));
    return new InstalledApp(window, Number(/\d+$/.exec(lock)?.[0]), ended, () => said);
  }

  /** Ends it as a session that is closed does, and waits until it has saved and freed its library. */
  async quit(): Promise<void> {
    this.window.close();
    process.kill(this.pid, 'SIGTERM');
    await this.ended;
  }
}
