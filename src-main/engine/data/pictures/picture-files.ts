import { FileFault } from './file-fault';

/** A file as it lies in a folder or archive. */
export interface ListedFile {
  /** from the folder or the archive's root, with `/` between folders */
  path: string;
}

/** The files of a folder or an archive, which are read one by one. Always `close` it. */
export interface PictureFiles {
  /** the last part of the path */
  name: string;
  isArchive: boolean;
  files: readonly ListedFile[];
  /** folders, also those without files */
  folders: readonly string[];
  /** files that are not to be touched, and why in a few words */
  refused: readonly { path: string; what: string }[];
  /** what else was left out when it was listed, one sentence each */
  notes: readonly string[];
  /**
   * @param file one of `files`
   * @throws FileFault when it cannot be read or is too large
   */
  read(file: ListedFile): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A picture file that is larger than this is set aside: several are in memory at a time. */
export const MOST_FILE_BYTES = 256 * 1024 * 1024;

export const tooLarge = (bytes: number): FileFault =>
  new FileFault(
    'unreadable',
    `it has ${Math.round(bytes / 1e6).toLocaleString('en')} MB, more than the ${Math.round(MOST_FILE_BYTES / 1e6)} MB that a picture may have`,
  );
