import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FORMAT_FILE } from '../format/library-format';
import type { Library } from '../library';
import { NOTES } from '../move/move-notes';
import { Refusal } from '../refusal';

/** All that a library ever puts into its folder. What else lies there is somebody's own. */
const OWN: readonly string[] = [
  'runs',
  'datasets',
  'bin',
  'machines',
  'drafts',
  'sweeps',
  'weights',
  'downloads',
  'shared',
  'backups',
  '.exports.tmp',
  'settings.json',
  'queue.json',
  'runs-index.json',
  FORMAT_FILE,
  ...Object.values(NOTES),
];

/** Removes everything of a library, for good, when it is closed: until then it can be taken back. */
export class LibraryRemoval {
  #isOn = false;

  constructor(
    readonly library: Library,
    readonly isAtWork: () => boolean,
  ) {}

  get isOn(): boolean {
    return this.#isOn;
  }

  /** @throws Refusal while anything trains or is under way */
  set(on: boolean): { on: boolean } {
    if (on && this.isAtWork()) {
      throw Refusal.of('on', 'Something trains, or is under way: stop it first, or wait until it is done.');
    }
    this.#isOn = on;
    return { on };
  }

  /**
   * To be called when nothing writes into the library any more.
   *
   * @param forgetMore removes what may hold something of it elsewhere
   */
  async close(forgetMore?: () => void): Promise<void> {
    if (!this.#isOn) return;
    const { folder, runs } = this.library;
    for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true });
    // By it a library that is empty is told from a drive that is not connected.
    await mkdir(runs);
    forgetMore?.();
  }
}
