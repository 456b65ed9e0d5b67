import { copyFile, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobSummary } from '@shared/contract/job';
import type { RuntimeSummary } from '@shared/contract/runtime';
import { RUNTIMES, runtimeFor, type Runtime } from '@shared/runtime/runtimes';
import { clearLeftovers, removeFolder } from '../../durable/remove-folder';
import { NO_COMPUTE } from '../engine-session';
import type { Jobs, StartedJob } from '../jobs';
import { NotFound, Refusal } from '../refusal';

/** What a shell knows of native libraries. */
export interface RuntimePlace {
  /** where fetched ones are kept */
  folder: string;
  /** the addon that was packaged; undefined where there is none, and nothing can be fetched */
  addon: string | undefined;
  /** folders on the web from which they can be fetched, as the app was packaged with them */
  sources: readonly string[];
  /** whether this Trainyard has a built library of its own beside the addon */
  hasOwn: boolean;
}

const NO_ADDON =
  'This Trainyard was not packaged, and has no addon that could use it: `npm start` builds one where there is a C++ compiler.';

const ADDON = join('lib', 'napi-v8', 'tfjs_binding.node');

/** Where archives are until they are unpacked. */
const downloadsIn = (folder: string) => join(folder, '.downloads');

const whereToGet = ({ name, archive }: Runtime, folder: string) =>
  `This Trainyard was packaged without an address for ${name}: name a mirror that has ${archive.name}, or put that file (SHA-256 ${archive.sha256}) into ${downloadsIn(folder)} and try again. pip can download it, as a part of Python’s tensorflow-cpu.`;

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The native libraries that this machine can fetch, and those that it has. */
export class Runtimes {
  readonly #fetching = new Map<string, StartedJob>();

  /** @param onChange hears when one came or went: what was known of backends does not hold any more */
  constructor(
    readonly place: RuntimePlace,
    readonly jobs: Jobs,
    readonly onChange: () => void,
    readonly system: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
  ) {}

  /** Clears what was cut off, and gives fetched libraries the addon that this version came with. */
  async open(): Promise<void> {
    const { folder, addon } = this.place;
    await clearLeftovers(folder);
    if (addon === undefined) return;
    const ours = await readFile(addon);
    for (const { id } of this.#ofThisSystem()) {
      const theirs = join(folder, id, ADDON);
      const used = await readFile(theirs).catch(() => undefined);
      if (used === undefined || used.equals(ours)) continue;
      // Renamed into place: an engine may have the old one loaded.
      await copyFile(addon, `${theirs}.tmp`);
      await rename(`${theirs}.tmp`, theirs);
    }
  }

  list(): Promise<RuntimeSummary[]> {
    return Promise.all(this.#ofThisSystem().map((runtime) => this.#summary(runtime)));
  }

  /** Begins to fetch one, unless that is under way. @throws NotFound, Refusal */
  async fetch(id: string, mirror: string | undefined): Promise<JobSummary> {
    const underWay = this.#fetching.get(id);
    if (underWay !== undefined) return underWay.summary;
    const runtime = this.#get(id);
    const { addon, folder, sources } = this.place;
    if ((await this.#stateOf(runtime)) === 'own')
      throw Refusal.of('runtime', 'This Trainyard has a TensorFlow of its own, which is used.');
    if (addon === undefined) throw Refusal.of('runtime', NO_ADDON);
    const mirrors = [...(mirror === undefined ? [] : [mirror]), ...sources];
    if (mirrors.length === 0 && !(await isThere(join(downloadsIn(folder), runtime.archive.name)))) {
      throw Refusal.of('mirror', whereToGet(runtime, folder));
    }
    const started = this.jobs.start({
      type: 'fetch-runtime',
      title: `Fetching ${runtime.name}`,
      unit: 'bytes',
      engineJob: {
        type: 'fetch-runtime',
        runtime: id,
        runtimesFolder: folder,
        addon,
        mirrors,
      },
      compute: NO_COMPUTE,
      resultOf: async () => {
        this.onChange();
        return { result: id };
      },
    });
    this.#fetching.set(id, started);
    void started.ended.then(() => this.#fetching.delete(id));
    return started.summary;
  }

  /** Removes a fetched one. Jobs that have it loaded go on with it. @throws NotFound, Refusal */
  async remove(id: string): Promise<RuntimeSummary[]> {
    const runtime = this.#get(id);
    if (this.#fetching.has(id))
      throw Refusal.of('runtime', `${runtime.name} is being fetched: cancel that first.`);
    const folder = join(this.place.folder, id);
    if (await isThere(folder)) {
      await removeFolder(folder);
      this.onChange();
    }
    return this.list();
  }

  #ofThisSystem(): Runtime[] {
    const { platform, arch } = this.system;
    return (['gpu', 'cpu'] as const).flatMap((kind) => runtimeFor(kind, platform, arch) ?? []);
  }

  #get(id: string): Runtime {
    const runtime = this.#ofThisSystem().find((one) => one.id === id);
    if (runtime !== undefined) return runtime;
    const elsewhere = RUNTIMES.some((one) => one.id === id);
    throw new NotFound(
      elsewhere
        ? `The runtime ${id} is for another system than this one.`
        : `There is no runtime called "${id}".`,
    );
  }

  async #stateOf({ id, kind }: Runtime): Promise<RuntimeSummary['state']> {
    const { folder, hasOwn, addon } = this.place;
    if (await isThere(join(folder, id, 'runtime.json'))) return 'fetched';
    if (hasOwn && kind === 'cpu') return 'own';
    return addon === undefined ? 'cannot' : 'missing';
  }

  async #summary(runtime: Runtime): Promise<RuntimeSummary> {
    const { id, kind, name, publisher, licence, needs, archive, libraries } = runtime;
    const { folder, sources } = this.place;
    const state = await this.#stateOf(runtime);
    return {
      id,
      kind,
      name,
      publisher,
      licence,
      needs,
      downloadBytes: archive.bytes,
      file: archive.name,
      sha256: archive.sha256,
      downloads: downloadsIn(folder),
      hasSource: sources.length > 0,
      diskBytes: libraries.reduce((sum, { bytes }) => sum + bytes, 0),
      folder: join(folder, id),
      state,
      reason: state === 'cannot' ? NO_ADDON : '',
    };
  }
}
