import { readdir, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isWithin } from '../places/is-within';
import { realPlace } from '../places/real-place';

/** More links one after the other than any system follows. */
const MOST_LINKS = 40;

/** Where an entry of a folder lies, by the real path of that folder: the entry itself may be a link. */
const entryAt = async (path: string): Promise<string> => join(await realPlace(dirname(path)), basename(path));

/** Whether a link, or one that it leads to, leads to an entry or below it. What leads nowhere does not. */
async function leadsInto(link: string, entry: string): Promise<boolean> {
  let at = link;
  for (let links = 0; links < MOST_LINKS; links++) {
    const target = await readlink(at).catch(() => undefined);
    if (target === undefined) return false;
    const next = await entryAt(resolve(await realpath(dirname(at)), target)).catch(() => undefined);
    if (next === undefined) return false;
    if (isWithin(entry, next)) return true;
    at = next;
  }
  return false;
}

/** Ids of the datasets whose folder is a link into that of another one, and which have no data without it. */
export async function datasetsLinkedTo(datasets: string, id: string): Promise<string[]> {
  const entry = await entryAt(join(datasets, id));
  const entries = await readdir(datasets, { withFileTypes: true });
  const links = entries.filter((one) => one.isSymbolicLink() && one.name !== id && !one.name.startsWith('.'));
  const found = await Promise.all(
    links.map(async ({ name }) => ((await leadsInto(join(datasets, name), entry)) ? [name] : [])),
  );
  return found.flat();
}
