import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Purpose } from '@shared/contract/grants';
import { Refusal } from '../../studio/refusal';
import type { AllowedFolders } from './allowed-folders';
import { browseFolder } from './browse-folder';
import { Grants } from './grants';
import { Uploads } from './uploads';
import type { WindowPlaces } from './window-places';

/**
 * For browsers: they are given what lies below the folders that were allowed when the program was started. No person is
 * asked on this machine, so nothing that lies there already is replaced, unless this very browser had it written.
 */
export class BrowserPlaces {
  readonly #grants = new Grants();
  readonly #uploads = new Uploads();
  /** what each browser had written, by where it really is */
  readonly #written = new Map<string, Set<string>>();

  constructor(readonly allowed: AllowedFolders) {}

  of(holder: string): WindowPlaces {
    const [grants, uploads] = [this.#grants, this.#uploads];
    const give = (purpose: Purpose, path: string) =>
      grants.give(holder, purpose, path, { mayReplace: false });
    const grantTyped = async (purpose: Purpose, path: string) =>
      give(purpose, await this.allowed.check(path));
    return {
      filePicking: 'path',
      choose: () => {
        throw Refusal.of('path', 'This Trainyard has no window for that: type the path, or browse for it.');
      },
      grantTyped,
      grantKnown: async (purpose, path) =>
        (await uploads.has(path)) ? give(purpose, path) : grantTyped(purpose, path),
      browse: (folder) => browseFolder(this.allowed, folder),
      upload: async ({ piece, ...told }) => {
        const { upload, path } = await uploads.put(holder, told, new Uint8Array(await piece.arrayBuffer()));
        if (path === undefined) return { upload, granted: null };
        // By its name: where it lies tells nobody anything.
        return { upload, granted: { ...(await give(told.purpose, path)), path: basename(path) } };
      },
      look: (purpose, grant) => grants.look(holder, purpose, grant),
      take: async (purpose, grant) => {
        const taken = await grants.take(holder, purpose, grant);
        const written = this.#writtenBy(holder);
        const isThere = (await stat(taken.real).catch(() => undefined)) !== undefined;
        const mayReplace = !isThere || written.has(taken.real);
        return { ...taken, mayReplace, done: () => void (mayReplace && written.add(taken.real)) };
      },
    };
  }

  /** Removes what browsers have sent. */
  close(): Promise<void> {
    return this.#uploads.close();
  }

  #writtenBy(holder: string): Set<string> {
    const known = this.#written.get(holder);
    if (known) return known;
    const fresh = new Set<string>();
    this.#written.set(holder, fresh);
    return fresh;
  }
}
