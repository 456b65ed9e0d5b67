import { oneLine } from './one-line';

/** Something is wrong with data that somebody gave us. The message is one clear sentence with a way out. */
export class DataError extends Error {
  override readonly name = 'DataError';

  /**
   * @param message names the file and says what to do
   * @param field the form field that it belongs to, if there is one
   */
  constructor(
    message: string,
    readonly field?: string,
    options?: ErrorOptions,
  ) {
    super(oneLine(message), options);
  }
}

/** The disk has too little space: what was tried can go on when there is more. */
export class NoSpaceError extends DataError {}

/** The system's code of an error (`ENOENT`, `ENOSPC`, …), where it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Says in one sentence why a file or folder could not be read.
 *
 * @returns a DataError, or the error itself when it does not come from the file system
 */
export function readingFailed(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (error instanceof DataError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const cause = { cause: error };
  switch (code) {
    case 'ENOENT':
      return new DataError(`${path} is not there: check the path.`, 'path', cause);
    case 'EACCES':
    case 'EPERM':
      return new DataError(`${path} may not be read: give yourself permission to read it.`, 'path', cause);
    case 'ENOTDIR':
      return new DataError(`${path} is not a folder: name the folder that holds the files.`, 'path', cause);
    case 'EISDIR':
      return new DataError(`${path} is a folder, but should be a file: take the folder away.`, 'path', cause);
    case 'ELOOP':
      return new DataError(`${path} is a link that leads back to itself: mend the link.`, 'path', cause);
    case 'ENAMETOOLONG':
      return new DataError(`The path ${path} is too long: move the files to a shorter one.`, 'path', cause);
    default:
      return new DataError(`${path} could not be read (${code}): check the disk it is on.`, 'path', cause);
  }
}

/**
 * Says in one sentence why something could not be written below `folder`.
 *
 * @returns a DataError, or the error itself when it does not come from the file system
 */
export function writingFailed(error: unknown, folder: string): unknown {
  const code = errorCode(error);
  if (error instanceof DataError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const cause = { cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new NoSpaceError(`No space is left for ${folder}: free some and try again.`, undefined, cause);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new DataError(`${folder} may not be written: give yourself permission.`, undefined, cause);
    default:
      return new DataError(`${folder} could not be written (${code}): check its disk.`, undefined, cause);
  }
}
