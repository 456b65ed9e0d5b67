import type { FolderListing, Granted, Purpose, UploadPiece } from '@shared/contract/grants';
import type { TakenPlace } from './grants';

export interface ChoiceAsk {
  purpose: Purpose;
  what: 'file' | 'folder' | 'target';
  name?: string | undefined;
}

/** The places that the person at one window, or in one browser, has pointed at, and how more are pointed at there. */
export interface WindowPlaces {
  /** how that shell lets a person choose files, as `studio.info` tells it */
  readonly filePicking: 'dialog' | 'path';
  /** Asks in the system's own dialog. @throws Refusal where there is none */
  choose(ask: ChoiceAsk): Promise<Granted | null>;
  /** For a path that a page sent, as if somebody had typed it. @throws Refusal where it may not be had */
  grantTyped(purpose: Purpose, path: string): Promise<Granted>;
  /** For a path that the studio itself has from an earlier grant. */
  grantKnown(purpose: Purpose, path: string): Promise<Granted>;
  /** @throws Refusal where the system has a dialog for that, or the folder may not be seen */
  browse(folder: string | undefined): Promise<FolderListing>;
  /** Takes a piece of a file that the page sends; the grant comes with the last one. @throws Refusal */
  upload(piece: UploadPiece): Promise<{ upload: string; granted: Granted | null }>;
  /** The path behind a grant, which stays good. @throws Refusal */
  look(purpose: Purpose, grant: string): Promise<string>;
  /** The path behind a grant, which is used up. @throws Refusal */
  take(purpose: Purpose, grant: string): Promise<TakenPlace>;
}
