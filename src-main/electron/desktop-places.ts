import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  type MessageBoxOptions,
  type OpenDialogOptions,
  type SaveDialogOptions,
  type WebContents,
} from 'electron';
import { z } from 'zod';
import { readPurposeSchema, writtenPurposeSchema, type Granted, type Purpose } from '@shared/contract/grants';
import { fromHome, isHidden } from '../server/places/allowed-folders';
import { Grants } from '../server/places/grants';
import type { ChoiceAsk, WindowPlaces } from '../server/places/window-places';
import { Refusal } from '../studio/refusal';
import { isOwnPage } from './app-origin';
import { GRANT_DROPPED } from './port-channels';

/** What a dialog is called that asks for a place. */
const TITLES: Record<Purpose, string> = {
  data: 'Import data',
  dataset: 'Where the data is',
  weights: 'Begin with the weights of a file',
  checkpoint: 'A checkpoint from elsewhere',
  'run-file': 'Open a run',
  certificates: 'Certificates to trust',
  export: 'Export',
  'shared-run': 'Share a run',
  backup: 'Back up the library',
  library: 'Move the library',
};
const isWritten = (purpose: Purpose): boolean => writtenPurposeSchema.safeParse(purpose).success;
/** A path is shown whole in a box, but no page fills the screen with one. */
const SHOWN_CHARACTERS = 400;

const droppedSchema = z.tuple([readPurposeSchema, z.string().min(1).max(4096)]);

/**
 * For the window: people point at places in the system's own dialogs, by dropping files, or by opening them. A path that
 * the page sends, as if it had been typed, counts when the person says so in a dialog of the system.
 */
export class DesktopPlaces {
  readonly #grants = new Grants();
  /** windows over which a question stands: a page cannot pile them up */
  readonly #asking = new Set<number>();
  readonly #known = new Set<number>();

  of(contents: WebContents): WindowPlaces {
    const [grants, holder] = [this.#grants, this.#holder(contents)];
    return {
      filePicking: 'dialog',
      choose: async (ask) => {
        const path = await this.#oneAtATime(contents, () => this.#choose(contents, ask));
        return path === undefined ? null : grants.give(holder, ask.purpose, path, { mayReplace: true });
      },
      grantTyped: async (purpose, typed) => {
        if (!isAbsolute(fromHome(typed))) {
          throw Refusal.of('path', `${typed} is no whole path: it has to begin at the root.`);
        }
        const path = resolve(fromHome(typed));
        if (!(await this.#agrees(contents, purpose, path, 'typed'))) {
          throw Refusal.of('path', `${path} was not allowed: choose it with the button instead.`);
        }
        return grants.give(holder, purpose, path, { mayReplace: true });
      },
      grantKnown: (purpose, path) => grants.give(holder, purpose, path, { mayReplace: false }),
      browse: () => {
        throw Refusal.of('folder', 'Choose it in the system’s own dialog.');
      },
      upload: () => {
        throw new Refusal('Files are not sent here: choose or drop them, they are read where they lie.');
      },
      look: (purpose, grant) => grants.look(holder, purpose, grant),
      take: (purpose, grant) => grants.take(holder, purpose, grant),
    };
  }

  /** For a file that was opened from outside of the window: by a double click, or an entry of the menu. */
  grantOpened(contents: WebContents, purpose: Purpose, path: string): Promise<Granted> {
    return this.#grants.give(this.#holder(contents), purpose, path, { mayReplace: false });
  }

  /** Lets our preload script have grants for files that were dropped; only it can tell where they lie. */
  offerDrops(): void {
    ipcMain.handle(GRANT_DROPPED, async ({ sender, senderFrame }, ...asked): Promise<Granted | null> => {
      const dropped = droppedSchema.safeParse(asked);
      if (!isOwnPage(senderFrame) || !dropped.success) return null;
      const [purpose, path] = dropped.data;
      if (!isAbsolute(path)) return null;
      // Nobody drops keys and settings by chance, and a page that was taken over might say that somebody did.
      const agrees = () => this.#agrees(sender, purpose, path, 'dropped').catch(() => false);
      if (isHidden(path) && !(await agrees())) return null;
      return this.grantOpened(sender, purpose, path).catch(() => null);
    });
  }

  #holder(contents: WebContents): string {
    const { id } = contents;
    const holder = `window ${id}`;
    if (!this.#known.has(id)) {
      this.#known.add(id);
      contents.once('destroyed', () => {
        this.#known.delete(id);
        this.#grants.forget(holder);
      });
    }
    return holder;
  }

  async #oneAtATime<Answer>({ id }: WebContents, ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#asking.has(id)) throw new Refusal('Answer the question that is open first.');
    this.#asking.add(id);
    try {
      return await ask();
    } finally {
      this.#asking.delete(id);
    }
  }

  async #choose(contents: WebContents, { purpose, what, name = '' }: ChoiceAsk): Promise<string | undefined> {
    const window = BrowserWindow.fromWebContents(contents);
    const title = TITLES[purpose];
    if (what === 'target') {
      const options: SaveDialogOptions = {
        title,
        buttonLabel: 'Choose',
        defaultPath: join(app.getPath('documents'), name),
      };
      const { filePath } = await (window
        ? dialog.showSaveDialog(window, options)
        : dialog.showSaveDialog(options));
      return filePath || undefined;
    }
    const options: OpenDialogOptions = {
      title,
      properties:
        what === 'file'
          ? ['openFile']
          : ['openDirectory', ...(isWritten(purpose) ? (['createDirectory'] as const) : [])],
    };
    const { filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return filePaths[0];
  }

  async #agrees(
    contents: WebContents,
    purpose: Purpose,
    path: string,
    how: 'typed' | 'dropped',
  ): Promise<boolean> {
    const window = BrowserWindow.fromWebContents(contents);
    const isThere = (await stat(path).catch(() => undefined)) !== undefined;
    // No page puts words of its own under the question.
    const plain = path.replaceAll(/\p{Cc}/gu, '?');
    const shown = plain.length > SHOWN_CHARACTERS ? `…${plain.slice(-SHOWN_CHARACTERS)}` : plain;
    const options: MessageBoxOptions = {
      type: 'question',
      title: TITLES[purpose],
      message: isWritten(purpose) ? 'Let Trainyard write to this place?' : 'Let Trainyard read this?',
      detail: `${shown}\n\nIt is what the window says was ${how} there.${
        isWritten(purpose) && isThere ? ' It is there already, and may be replaced.' : ''
      }`,
      buttons: ['Allow', 'Cancel'],
      // Whoever happens to press Enter has agreed to nothing.
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    };
    const { response } = await this.#oneAtATime(contents, () =>
      window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options),
    );
    return response === 0;
  }
}
