import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '@shared/contract/client';
import { APP_VERSION } from '../../server/app-version';
import { cacheFolder } from '../../server/cache-folder';
import { spawnChildEngine } from '../../server/child-engine';
import { serverMachine } from '../../server/inhibit-sleep';
import { openLibrary } from '../../server/open-library';
import { AllowedFolders, NotAFolder } from '../../server/places/allowed-folders';
import { programMachines } from '../../server/program-machines';
import { runtimePlace } from '../../server/runtime-place';
import { updatePlace } from '../../server/update-place';
import { startWebServer } from '../../server/web-server';
import { CrashReports } from '../../studio/care/crash-reports';
import { whereLibraryIs } from '../../studio/move/where-library-is';
import type { ServeCommand } from '../serve-arguments';
import { onInterrupt } from '../interrupts';
import { programData } from '../library-folder';
import type { Output } from '../output';
import type { ExitCode } from '../session';
import { UsageError } from '../usage-error';
import { cutShortWords } from '../waiting-words';

export interface ServeOptions {
  command: ServeCommand;
  libraryFolder: string;
  /** where the built files of the host lie: the renderer's lie beside them */
  builtFolder: string;
}

/** Leaves a report of what ends the program, and tells of those that were left before. */
function careForCrashes(output: Output): CrashReports {
  const folder = join(programData(), 'logs', 'crashes');
  const reports = new CrashReports(folder, APP_VERSION);
  process.on('uncaughtException', (error) => {
    reports.write('The program ended because of a fault', error);
    console.error('Trainyard ended because of a fault.', error);
    process.exit(1);
  });
  const newest = reports.takeUntold().at(-1);
  if (!newest) return reports;
  output.note(
    `${newest.what} the last time. A report without names, paths or data of yours is in ${newest.path}; nothing was sent anywhere.`,
  );
  return reports;
}

/** The folders that browsers may use; undefined for the usual ones. @throws UsageError */
async function allowedFolders(asked: readonly string[] | undefined): Promise<AllowedFolders | undefined> {
  if (asked === undefined) return undefined;
  try {
    return await AllowedFolders.of(asked);
  } catch (error) {
    if (error instanceof NotAFolder) throw new UsageError(error.message, '--allow');
    throw error;
  }
}

/** The headless shell: serves the window to browsers on this machine until it is told to end. */
export async function serve(
  output: Output,
  { command, libraryFolder, builtFolder }: ServeOptions,
): Promise<ExitCode> {
  const allowed = await allowedFolders(command.allow);
  const crashes = careForCrashes(output);
  const library = await openLibrary({
    libraryFolder,
    spawnEngine: spawnChildEngine,
    shell: 'server',
    appVersion: APP_VERSION,
    cacheFolder: cacheFolder(),
    machine: serverMachine(),
    runtimes: runtimePlace(programData()),
    machines: programMachines(programData()),
    updates: updatePlace(programData()),
    crashes,
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
      programFolder: programData(),
      rendererFolder: join(builtFolder, '../renderer'),
      host,
      port,
      ...(allowed && { allowed }),
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
