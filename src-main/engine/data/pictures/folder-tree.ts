import type { ListedFile } from './picture-files';

/** A folder with what is in it, by name. */
export interface TreeFolder {
  name: string;
  folders: Map<string, TreeFolder>;
  files: ListedFile[];
}

/** What systems and programs leave beside people's files; none of it is anybody's picture. */
const LEFT_BY_SYSTEMS = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|@eaDir$|\$RECYCLE\.BIN$|Icon\r$)/i;

/**
 * Makes a tree of listed paths, without what systems leave and without hidden files and folders.
 *
 * @returns the folder around all, and how many files were left out
 */
export function folderTree(
  files: readonly ListedFile[],
  folders: readonly string[],
): { root: TreeFolder; hidden: number } {
  const root: TreeFolder = { name: '', folders: new Map(), files: [] };
  const known = new Map<string, TreeFolder | undefined>([['', root]]);
  /** undefined for a folder that is left out */
  const folderAt = (path: string): TreeFolder | undefined => {
    if (known.has(path)) return known.get(path);
    const cut = path.lastIndexOf('/');
    const above = folderAt(path.slice(0, Math.max(0, cut)));
    const name = path.slice(cut + 1);
    let folder: TreeFolder | undefined;
    if (above !== undefined && !LEFT_BY_SYSTEMS.test(name)) {
      // Some archives have empty names in their paths (`a//b.png`): they are no folders.
      folder = name === '' ? above : above.folders.get(name);
      if (folder === undefined) {
        folder = { name, folders: new Map(), files: [] };
        above.folders.set(name, folder);
      }
    }
    known.set(path, folder);
    return folder;
  };
  for (const path of folders) folderAt(path);
  let hidden = 0;
  for (const file of files) {
    const cut = file.path.lastIndexOf('/');
    const isHidden = LEFT_BY_SYSTEMS.test(file.path.slice(cut + 1));
    const folder = isHidden ? undefined : folderAt(file.path.slice(0, Math.max(0, cut)));
    if (folder) folder.files.push(file);
    else hidden++;
  }
  return { root, hidden };
}
