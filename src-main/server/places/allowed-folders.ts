import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { isWithin } from '../../places/is-within';
import { PlaceUnknown, realPlace } from '../../places/real-place';
import { Refusal } from '../../studio/refusal';

/** A folder that was to be allowed and cannot be; the message is one sentence. */
export class NotAFolder extends Error {}

/** People type paths as they do in a shell. */
export const fromHome = (path: string): string => path.replace(/^~(?=$|[/\\])/, homedir());

/** Keys, settings and what programs keep of a person lie in these. */
export const isHidden = (path: string): boolean => path.split(sep).some((name) => name.startsWith('.'));

/** The folders of the studio's machine that browsers may point into, and nothing else of it. */
export class AllowedFolders {
  private constructor(
    /** where they really are */
    readonly folders: readonly string[],
  ) {}

  /** @throws {NotAFolder} */
  static async of(folders: readonly string[]): Promise<AllowedFolders> {
    const real = folders.map(async (folder) => {
      const found = await realpath(fromHome(folder)).catch(() => undefined);
      if (found === undefined || !(await stat(found)).isDirectory()) {
        throw new NotAFolder(`There is no folder ${folder} for browsers to use.`);
      }
      return found;
    });
    return new AllowedFolders([...new Set(await Promise.all(real))]);
  }

  /** The home of the person that runs the program; nothing where that is no folder, or, as of some services, the whole disk. */
  static home(home: string = homedir()): Promise<AllowedFolders> {
    if (dirname(home) === home) return AllowedFolders.of([]);
    return AllowedFolders.of([home]).catch(() => AllowedFolders.of([]));
  }

  /** Whether a real path lies in one of them, and is not hidden there. */
  has(real: string): boolean {
    return this.folders.some((folder) => isWithin(folder, real) && !isHidden(relative(folder, real)));
  }

  /**
   * A path as it was typed, if it may be used.
   *
   * @returns it, from the root
   * @throws Refusal, in the same words whether or not there is anything
   */
  async check(typed: string): Promise<string> {
    const path = fromHome(typed);
    if (!isAbsolute(path)) {
      throw Refusal.of('path', `${path} is no whole path: it has to begin at the root.`);
    }
    const real = await realPlace(path).catch((error: unknown) => {
      if (error instanceof PlaceUnknown) return undefined;
      throw error;
    });
    if (real !== undefined && this.has(real)) return path;
    const [only, ...others] = this.folders;
    const where =
      only === undefined
        ? 'A browser may use no folder of this machine'
        : `${path} is not in ${others.length === 0 ? `${only}, the folder` : 'the folders'} that a browser may use, or is hidden there`;
    throw Refusal.of('path', `${where}: start Trainyard with --allow FOLDER to let it use another one.`);
  }
}
