import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '@shared/contract/client';
import { APP_VERSION } from '../../server/app-version';
import { cacheFolder } from '../../server/cache-folder';
import { spawnChildEngine } from '../../server/child-engine';
import { serverMachine } from '../../server/inhibit-sleep';
import { openLibrary } from '../../server/open-library';
import { runtimePlace } from '../../server/runtime-place';
import { startWebServer } from '../../server/web-server';
import { whereLibraryIs } from '../../studio/move/where-library-is';
import type { Command } from '../arguments';
import { onInterrupt } from '../interrupts';
import { programData } from '../library-folder';
import type { Output } from '../output';
import type { ExitCode } from '../session';
import { UsageError } from '../usage-error';
import { cutShortWords } from '../waiting-words';

export interface ServeOptions {
  command: Extract<Command, { name: 'serve' }>;
  libraryFolder: string;
  /** where the built files of the host lie: the renderer's lie beside them */
  builtFolder: string;
}

/** The headless shell: serves the window to browsers on this machine until it is told to end. */
export async function serve(
  output: Output,
  { command, libraryFolder, builtFolder }: ServeOptions,
): Promise<ExitCode> {
  const library = await openLibrary({
    libraryFolder,
    spawnEngine: spawnChildEngine,
    shell: 'server',
    appVersion: APP_VERSION,
    cacheFolder: cacheFolder(),
    machine: serverMachine(),
    runtimes: runtimePlace(programData()),
  });
  if ('heldBy' in library) {
    throw new UsageError(
      `The library ${libraryFolder} is open in another Trainyard (process ${library.heldBy.pid}): close that one, or choose another library with --library.`,
      '--library',
    );
  }
  const { studio, close } = library.own;
  try {
    const { host, port } = command;
    const server = await startWebServer({
      router: studio.router,
      rendererFolder: join(builtFolder, '../renderer'),
      host,
      port,
    });
    const announce = () => {
      const url = server.newAddress();
      output.event({ event: 'serving', url });
      output.line(url);
    };
    // Where it is by now, after it was moved.
    output.line(`Trainyard serves the library ${await whereLibraryIs(libraryFolder)} at`);
    announce();
    const client: StudioClient = createRouterClient(studio.router, { context: {} });
    const offer = cutShortWords(await client.queue.get(), await client.runs.list());
    if (offer) output.note(offer);
    output.line('Each address lets one browser in. Enter: another address. Ctrl-C: save and end.');
    process.stdin.on('data', announce);
    await new Promise<void>((resolve) => {
      onInterrupt(() => resolve());
    });
    if (studio.trainingRuns() > 0) output.note('Saving a checkpoint of the run under way …');
    process.stdin.off('data', announce).pause();
    await server.close();
  } finally {
    await close({ save: true });
  }
  return 0;
}
