import { availableParallelism } from 'node:os';
import { diagnostics } from '../care/diagnostics';
import { checkpointFolder } from '../checkpoints';
import { bytesFree } from '../library';
import { memoryBytes } from '../machine-memory';
import { Refusal } from '../refusal';
import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** The program as a whole: what it is, what happens in it, its settings and jobs. */
export function studioHandlers(os: Implementer, parts: StudioParts) {
  const { library, hub, backends, datasets, runs, power, jobs } = parts;
  return {
    studio: {
      info: os.studio.info.handler(async () => ({
        appVersion: parts.appVersion,
        shell: parts.shell,
        platform: `${process.platform} ${process.arch}`,
        cpus: availableParallelism(),
        memoryBytes: memoryBytes(),
        library: {
          folder: library.folder,
          bytesFree: await bytesFree(library),
          unreadable: runs.unreadable,
          readOnly: library.readOnly,
        },
        filePicking: 'path',
        canShowFolders: parts.showFolder !== undefined,
      })),
      showFolder: os.studio.showFolder.handler(({ input }) => {
        if (!parts.showFolder) {
          throw Refusal.of(
            'run',
            'Folders are shown only in the desktop window, on the machine of the library.',
          );
        }
        const { folder } = runs.record(input.run);
        const path = input.checkpoint === undefined ? folder : checkpointFolder(folder, input.checkpoint);
        parts.showFolder(path);
        return { path };
      }),
      diagnostics: os.studio.diagnostics.handler(async () => ({
        text: await diagnostics({
          library,
          shell: parts.shell,
          appVersion: parts.appVersion,
          settings: power.settings,
          backends: await backends.list(false),
          counts: {
            runs: runs.list().length,
            unreadable: runs.unreadable.length,
            training: runs.dispatcher.training(),
            datasets: (await datasets.list()).length,
          },
          logTail: parts.logTail,
          crashes: parts.crashes?.newest(),
        }),
      })),
      events: os.studio.events.handler(({ signal }) => hub.follow(signal)),
      heard: os.studio.heard.handler(({ input }) => hub.heard(input.subscription, input.progressAfter)),
    },
    settings: {
      get: os.settings.get.handler(() => power.summary()),
      set: os.settings.set.handler(({ input }) => power.set(input)),
    },
    jobs: {
      list: os.jobs.list.handler(() => jobs.list()),
      cancel: os.jobs.cancel.handler(({ input }) => jobs.cancel(input.job)),
    },
  };
}
