import { DataError } from '../data-error';

/**
 * A mirror that somebody names: a folder on the web, or where there is only one file, that file.
 *
 * @throws DataError when it is no address
 */
export function parseMirror(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address && /^https?:$/.test(address.protocol) && address.host !== '') return address;
  throw new DataError(
    `"${text.slice(0, 200)}" is not the address of a mirror: it begins with http:// or https:// and names the folder that the files are in.`,
    'mirror',
  );
}

/** Where a file is in a folder on the web. */
export function addressIn(folder: URL, name: string): URL {
  const address = new URL(folder);
  if (!address.pathname.endsWith(`/${name}`)) {
    address.pathname = `${address.pathname.replace(/\/*$/, '')}/${name}`;
  }
  return address;
}
