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
   * Reads one of the files and does some work with it. It waits for others where too much would be in memory.
   *
   * @throws FileFault when it cannot be read or is too large
   */
  withBytes<T>(file: ListedFile, work: (bytes: Uint8Array, stamp: string) => Promise<T>): Promise<T>;
  /** What changes when the file is changed; undefined where it cannot be asked. Its bytes are not read. */
  stampOf(file: ListedFile): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A picture file that is larger than this is set aside, and no more than this is in memory at a time. */
export const MOST_FILE_BYTES = 256 * 1024 * 1024;

export const tooLarge = (bytes: number): FileFault =>
  new FileFault(
    'unreadable',
    `it has ${Math.round(bytes / 1e6).toLocaleString('en')} MB, more than the ${Math.round(MOST_FILE_BYTES / 1e6)} MB that a picture may have`,
  );
