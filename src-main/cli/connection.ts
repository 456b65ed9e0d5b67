import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '@shared/contract/client';
import { APP_VERSION } from '../server/app-version';
import { cacheFolder } from '../server/cache-folder';
import { spawnChildEngine } from '../server/child-engine';
import { serverMachine } from '../server/inhibit-sleep';
import { joinLibrary } from '../server/join-library';
import { programMachines } from '../server/program-machines';
import { runtimePlace } from '../server/runtime-place';
import { programData } from './library-folder';

export interface OthersWork {
  /** runs that are queued or under way, and tests of completed ones */
  runs: number;
  /** imports, evaluations and the like that are under way */
  jobs: number;
  /** terminals that are attached to us */
  guests: number;
}

/** A studio to work with: one of our own, or the one that has the library open already. */
export interface Connection {
  readonly client: StudioClient;
  /** the process of the studio that we attached to; undefined when it is our own */
  readonly attachedTo: number | undefined;
  /** What goes on in our own studio when our command is done; nothing when we are attached to another. */
  othersWork(): OthersWork;
  /** Whether the studio that we attached to has gone. */
  isLost(): boolean;
  /** Once; asked again it resolves when that is done. */
  close(how: { save: boolean }): Promise<void>;
}

/**
 * Opens the library, or attaches to the studio that did.
 *
 * @throws {Error} one sentence, when neither works
 */
export async function connectToLibrary(libraryFolder: string): Promise<Connection> {
  const library = await joinLibrary(
    {
      libraryFolder,
      spawnEngine: spawnChildEngine,
      shell: 'terminal',
      appVersion: APP_VERSION,
      cacheFolder: cacheFolder(),
      machine: serverMachine(),
      runtimes: runtimePlace(programData()),
      machines: programMachines(programData(), { isLazy: true }),
    },
    'caller',
  );
  if ('own' in library) {
    const { studio, guests, close } = library.own;
    let closing: Promise<void> | undefined;
    const client: StudioClient = createRouterClient(studio.router, { context: {} });
    return {
      client,
      attachedTo: undefined,
      othersWork: () => ({
        runs: studio.activeRuns() + studio.finalTests(),
        jobs: studio.jobsUnderWay(),
        guests: guests(),
      }),
      isLost: () => false,
      close: (how) => (closing ??= close(how)),
    };
  }
  const { attached, heldBy } = library;
  let lost = false;
  void attached.closed.then(() => {
    lost = true;
  });
  return {
    client: attached.client,
    attachedTo: heldBy.pid,
    othersWork: () => ({ runs: 0, jobs: 0, guests: 0 }),
    isLost: () => lost,
    close: async () => attached.close(),
  };
}
