import { errorCode, readingFailed } from '../faults/data-error';

/** Is told of what is there and cannot be read now. */
export type OnUnread = (error: unknown, path: string) => void;

/** For a list, which leaves it out. */
export const passOver: OnUnread = () => {};

/** For what decides by it, or writes it anew. @throws DataError, in one sentence */
export const mustRead: OnUnread = (error, path) => {
  throw readingFailed(error, path);
};

/** What `read` gives. Undefined where nothing is there, or it cannot be read now and that is passed over. */
export async function whereRead<T>(
  path: string,
  read: (path: string) => Promise<T>,
  unread: OnUnread,
): Promise<T | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') unread(error, path);
    return undefined;
  }
}
