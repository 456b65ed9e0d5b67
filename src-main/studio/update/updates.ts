import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobSummary } from '@shared/contract/job';
import type { OfferedUpdate, UpdateChanges, UpdateState } from '@shared/contract/update';
import { counted } from '@shared/format/numbers';
import { isStale } from '@shared/update/announcement';
import type { SpawnEngine } from '../engine-process';
import { NO_COMPUTE } from '../engine-session';
import type { Jobs, StartedJob } from '../jobs';
import { Refusal } from '../refusal';
import { AnnouncementSource } from './announcement-source';
import { describeOffer } from './describe-offer';
import { clearPackages, isThePackage } from './fetched-package';
import { KeptAnnouncement, type Believed } from './kept-announcement';
import { OnceIdle } from './once-idle';
import { NoAnnouncement } from './read-announcement';
import { UpdateFile } from './update-file';
import { whyNoUpdates, type UpdatePlace } from './update-place';

export interface UpdateParts {
  place: UpdatePlace;
  appVersion: string;
  spawn: SpawnEngine;
  jobs: Jobs;
  onChange: (state: UpdateState) => void;
  /** runs that train, or will start by themselves */
  activeRuns: () => number;
  /** whether it may look by itself: a command in a terminal may not */
  looksByItself: boolean;
  times?: typeof TIMES;
  system?: Pick<NodeJS.Process, 'platform' | 'arch'>;
}

/** In milliseconds: when it looks by itself, and how often it sees whether the runs have ended. */
const TIMES = { afterStart: 60_000, between: 24 * 3_600_000, idle: 2000 };

/** Newer versions of the program: looked for when somebody said so, fetched and installed when somebody asks for it. */
export class Updates {
  readonly #kept: KeptAnnouncement;
  readonly #source: AnnouncementSource;
  readonly #onceIdle: OnceIdle;
  #believed: Believed | undefined;
  #trouble = '';
  #fetched: string | null = null;
  #install: OfferedUpdate['install'] = 'not-yet';
  #fetching: StartedJob | undefined;
  #looking: Promise<UpdateState> | undefined;
  #nextLook: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(
    readonly parts: UpdateParts,
    readonly file: UpdateFile,
  ) {
    const { place, spawn, activeRuns, times = TIMES } = parts;
    this.#kept = new KeptAnnouncement(place.folder, place.keys);
    this.#source = new AnnouncementSource(spawn);
    this.#onceIdle = new OnceIdle(() => activeRuns() === 0, times.idle);
  }

  /** Takes up what was known at the last start; what was fetched of a version that runs by now is cleared away. */
  static async open(parts: UpdateParts): Promise<Updates> {
    const updates = new Updates(parts, await UpdateFile.open(parts.place.folder));
    updates.#believed = await updates.#kept.read();
    await updates.#findFetched();
    if (updates.#believed && updates.#offer() === null) await clearPackages(parts.place.folder);
    updates.#planLook(true);
    return updates;
  }

  get #sources(): readonly string[] {
    const { source } = this.file.notes;
    return source === '' ? this.parts.place.sources : [source];
  }

  /** What was believed last, as it concerns this machine; null where there is nothing newer for it. */
  #offer(): OfferedUpdate | null {
    if (this.#believed === undefined) return null;
    const { place, appVersion, system = process } = this.parts;
    const { drawn, passedOver } = this.file.notes;
    const [fetched, install] = [this.#fetched, this.#install];
    return describeOffer(this.#believed, { place, appVersion, drawn, passedOver, fetched, install, system });
  }

  state(): UpdateState {
    const { looking, source, lookedAt } = this.file.notes;
    return {
      current: this.parts.appVersion,
      cannot: whyNoUpdates(this.parts.place, this.#sources),
      looking,
      source,
      hosts: this.#sources.flatMap((folder) => (URL.canParse(folder) ? new URL(folder).host : [])),
      lookedAt,
      trouble: this.#trouble,
      offer: this.#offer(),
    };
  }

  /** @throws Refusal when the address is none */
  async set(changes: UpdateChanges): Promise<UpdateState> {
    const { source = '' } = changes;
    const protocol = URL.canParse(source) ? new URL(source).protocol : '';
    if (source !== '' && !/^https?:$/.test(protocol)) {
      throw Refusal.of(
        'source',
        `“${source}” is no address of a folder on the web: it begins with https://.`,
      );
    }
    const { looking, passedOver } = changes;
    await this.file.change({
      ...(looking !== undefined && { looking }),
      ...(changes.source !== undefined && { source }),
      ...(passedOver !== undefined && { passedOver }),
    });
    this.#planLook(false);
    return this.#tell();
  }

  /** Asks now whether there is a newer version. What comes of it stands in the state. @throws Refusal where it cannot */
  look(): Promise<UpdateState> {
    this.#looking ??= this.#lookNow().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookNow(): Promise<UpdateState> {
    const cannot = whyNoUpdates(this.parts.place, this.#sources);
    if (cannot !== '') throw Refusal.of('source', cannot);
    try {
      const { text, from } = await this.#source.fetch(this.#sources);
      await this.#believe(text, from);
      this.#trouble = '';
    } catch (error) {
      if (!(error instanceof NoAnnouncement)) throw error;
      this.#trouble = error.message;
    }
    await this.file.change({ lookedAt: new Date().toISOString() });
    this.#planLook(false);
    return this.#tell();
  }

  /** @throws NoAnnouncement */
  async #believe(text: string, from: string): Promise<void> {
    const believed = this.#kept.check(text, from);
    const { date, version } = believed.announcement;
    if (isStale(believed.announcement, this.file.notes.seen)) {
      throw new NoAnnouncement(
        `What is announced at ${from} is older than what was announced before: nothing of it was taken.`,
      );
    }
    const isAnother = version !== this.#believed?.announcement.version;
    await this.file.change({ seen: date });
    await this.#kept.keep(text, from);
    this.#believed = believed;
    // What was fetched of another version is not what is offered now.
    if (isAnother && this.#install !== 'replaced') this.#install = 'not-yet';
    await this.#findFetched();
  }

  /** Looks whether the offered package is there already. Its content is checked again when it is installed. */
  async #findFetched(): Promise<void> {
    this.#fetched = null;
    const file = this.#offer()?.file;
    if (!file) return;
    const path = join(this.parts.place.folder, file.name);
    const its = await stat(path).catch(() => undefined);
    if (its?.isFile() && its.size === file.bytes) this.#fetched = path;
  }

  /** Begins to fetch the offered package, or goes on with it. @throws Refusal */
  async fetch(): Promise<JobSummary> {
    if (this.#fetching !== undefined) return this.#fetching.summary;
    const offer = this.#offer();
    if (offer === null) throw Refusal.of('update', 'No newer version is known of: look for one first.');
    if (offer.byHand !== '' || offer.file === null) throw Refusal.of('update', offer.byHand);
    const { folder } = this.parts.place;
    const { file, version, where } = offer;
    const started = this.parts.jobs.start({
      type: 'fetch-update',
      title: `Fetching Trainyard ${version}`,
      unit: 'bytes',
      engineJob: { type: 'fetch-file', file, folder, mirrors: [where] },
      compute: NO_COMPUTE,
      resultOf: async () => {
        await this.#findFetched();
        this.#tell();
        return { result: join(folder, file.name) };
      },
    });
    this.#fetching = started;
    void started.ended.then(() => (this.#fetching = undefined));
    return started.summary;
  }

  /**
   * Has the fetched package installed: at once where no run trains or waits to, else when they have ended.
   *
   * @throws Refusal while runs are under way and `whenIdle` is not said, or where it cannot be installed from here
   */
  async install(whenIdle: boolean): Promise<UpdateState> {
    const offer = this.#offer();
    if (!offer?.fetched) {
      throw Refusal.of('update', 'There is nothing to install: fetch the newer version first.');
    }
    if (!offer.canInstall) {
      const command = offer.command && `, or with \`${offer.command}\``;
      throw Refusal.of('update', `It is installed from Trainyard’s own window${command}.`);
    }
    const runs = this.parts.activeRuns();
    if (runs === 0) return this.#installNow();
    if (!whenIdle) {
      const [work, ended] = runs === 1 ? ['trains or waits', 'it has'] : ['train or wait', 'they have'];
      throw Refusal.of('update', `${counted(runs, 'run')} ${work}: it can be installed when ${ended} ended.`);
    }
    this.#install = 'waits';
    this.#onceIdle.run(() => {
      if (this.#isClosed || this.#install !== 'waits') return;
      this.#installNow().catch((error: unknown) => {
        this.#install = 'not-yet';
        this.#trouble = error instanceof Error ? error.message : String(error);
        this.#tell();
      });
    });
    return this.#tell();
  }

  async #installNow(): Promise<UpdateState> {
    const { install, folder } = this.parts.place;
    const offer = this.#offer();
    if (install === undefined || !offer?.file || offer.fetched === null) return this.#tell();
    // It may have lain there for days.
    if (!(await isThePackage(offer.fetched, offer.file))) {
      await clearPackages(folder);
      this.#fetched = null;
      this.#install = 'not-yet';
      this.#tell();
      throw Refusal.of('update', 'The fetched package is damaged, and was removed: fetch it again.');
    }
    try {
      this.#install = await install(offer.fetched);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw Refusal.of('update', `It could not be installed: ${why}`);
    }
    return this.#tell();
  }

  #tell(): UpdateState {
    const state = this.state();
    this.parts.onChange(state);
    return state;
  }

  /** A day after the last look, and not in the first minute, in which a start has enough to do. */
  #planLook(isStart: boolean): void {
    clearTimeout(this.#nextLook);
    const { place, looksByItself, times = TIMES } = this.parts;
    const { looking, lookedAt } = this.file.notes;
    const isWanted = looksByItself && looking === 'on' && whyNoUpdates(place, this.#sources) === '';
    if (this.#isClosed || !isWanted) return;
    const since = lookedAt === null ? Infinity : Date.now() - Date.parse(lookedAt);
    // A clock that was set back would put it off for as long.
    const due = since < 0 ? 0 : Math.max(0, times.between - since);
    this.#nextLook = setTimeout(
      () => {
        this.look().catch((error: unknown) =>
          console.error('Trainyard: newer versions could not be looked for.', error),
        );
      },
      Math.max(due, isStart ? times.afterStart : 0),
    );
    this.#nextLook.unref();
  }

  /** Nothing is asked, waited for or installed from here on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#nextLook);
    this.#onceIdle.giveUp();
    this.#source.giveUp();
    await this.#looking?.catch(() => {});
  }
}
