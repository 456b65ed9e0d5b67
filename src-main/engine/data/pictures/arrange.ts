import { DataError } from '../data-error';
import type { Part } from '../import/content-fingerprint';
import { naturalOrder } from '../import/natural-order';
import type { ListedFile, PictureFiles } from './picture-files';
import { folderTree, type TreeFolder } from './folder-tree';

/** A file that is to be a sample. */
export interface PlacedFile {
  file: ListedFile;
  part: Part;
  /** an index into the arrangement's classes */
  label: number;
}

/** What the folders say: which file is of which class, and in which part. */
export interface Arrangement {
  /** names of folders in natural order */
  classes: string[];
  /** parts that the folders name; only `train` where they name none */
  parts: Part[];
  /** by part, then by the path within the class folder in natural order, then by class */
  files: PlacedFile[];
  /** class folders without files */
  empty: string[];
  /** paths of files that are in no class folder */
  outside: string[];
  /** how many hidden files there are, and such that systems leave; they are left out */
  hidden: number;
}

const PART_FOLDERS: Record<Part, RegExp> = {
  train: /^train(ing)?([-_ ](set|data|images))?$/i,
  validation: /^(val|valid|validation|dev)([-_ ](set|data|images))?$/i,
  test: /^test(ing)?([-_ ](set|data|images))?$/i,
};
const ORDER: readonly Part[] = ['train', 'validation', 'test'];

/**
 * Finds out what class and part each file is of, from the folders alone: a folder for each class, or such folders in
 * `train`, `val` and `test`. A single folder around all of it is looked through.
 *
 * @param path for messages
 * @throws DataError when the folders are not laid out so
 */
export function arrange(
  { files, folders }: Pick<PictureFiles, 'files' | 'folders'>,
  path: string,
): Arrangement {
  const tree = folderTree(files, folders);
  let { root } = tree;
  const outside: string[] = [];
  /** Files directly in a folder that is no class's. */
  const leaveOut = (its: readonly ListedFile[]) => {
    for (const file of its) outside.push(file.path);
  };
  for (let only = onlyFolder(root); only !== undefined; only = onlyFolder(root)) {
    leaveOut(root.files);
    root = only;
  }
  const parts = partsOf(root, path);
  leaveOut(root.files);
  const byClass = new Map<string, { part: Part; folder: TreeFolder }[]>();
  for (const { part, folder } of parts.folders) {
    if (folder !== root) leaveOut(folder.files);
    for (const [written, its] of folder.folders) {
      // The same name can be written in two ways, and comes in both from different systems.
      const name = written.normalize('NFC');
      const others = byClass.get(name);
      if (others) others.push({ part, folder: its });
      else byClass.set(name, [{ part, folder: its }]);
    }
  }
  for (const folder of parts.others) leaveOut(filesBelow(folder).map(({ file }) => file));
  return {
    ...placed(byClass),
    parts: parts.folders.map(({ part }) => part),
    outside,
    hidden: tree.hidden,
  };
}

/** A folder that is all there is beside some files, and has folders in it in turn. */
function onlyFolder(root: TreeFolder): TreeFolder | undefined {
  if (root.folders.size !== 1) return undefined;
  const [only] = root.folders.values();
  return only!.folders.size > 0 ? only : undefined;
}

interface Parts {
  folders: { part: Part; folder: TreeFolder }[];
  /** folders beside those of the parts */
  others: TreeFolder[];
}

/** Folders called train, val and test are parts only if there are folders in them: `train` may be a class as well. */
function partsOf(root: TreeFolder, path: string): Parts {
  const found = new Map<Part, TreeFolder>();
  const others: TreeFolder[] = [];
  for (const [name, folder] of root.folders) {
    const part = ORDER.find((its) => PART_FOLDERS[its].test(name));
    if (part === undefined || folder.folders.size === 0) {
      others.push(folder);
      continue;
    }
    if (found.has(part)) {
      throw new DataError(
        `${path} has two folders for the ${part} part, "${found.get(part)!.name}" and "${name}": keep one.`,
        'path',
      );
    }
    found.set(part, folder);
  }
  if (found.size === 0 || (!found.has('train') && others.length > 0)) {
    return { folders: [{ part: 'train', folder: root }], others: [] };
  }
  if (!found.has('train')) {
    throw new DataError(
      `${path} has a folder for the ${[...found.keys()].join(' and the ')} part but none for training: put one called "train" beside it.`,
      'path',
    );
  }
  const parts = ORDER.flatMap((part) => {
    const folder = found.get(part);
    return folder ? [{ part, folder }] : [];
  });
  return { folders: parts, others };
}

/** Files in a folder and below it, with their paths from there. */
function filesBelow(folder: TreeFolder, prefix = ''): { key: string; file: ListedFile }[] {
  const own = folder.files.map((file) => ({
    key: prefix + file.path.slice(file.path.lastIndexOf('/') + 1),
    file,
  }));
  return [...own, ...[...folder.folders].flatMap(([name, inner]) => filesBelow(inner, `${prefix}${name}/`))];
}

function placed(
  byClass: ReadonlyMap<string, readonly { part: Part; folder: TreeFolder }[]>,
): Pick<Arrangement, 'classes' | 'files' | 'empty'> {
  const classes: string[] = [];
  const empty: string[] = [];
  const all: (PlacedFile & { key: string })[] = [];
  for (const name of [...byClass.keys()].toSorted(naturalOrder)) {
    const its = byClass
      .get(name)!
      .flatMap(({ part, folder }) => filesBelow(folder).map((found) => ({ ...found, part })));
    if (its.length === 0) {
      empty.push(name);
      continue;
    }
    const label = classes.push(name) - 1;
    for (const { key, file, part } of its) all.push({ key, file, part, label });
  }
  all.sort(
    (a, b) =>
      ORDER.indexOf(a.part) - ORDER.indexOf(b.part) || naturalOrder(a.key, b.key) || a.label - b.label,
  );
  return { classes, empty, files: all.map(({ file, part, label }) => ({ file, part, label })) };
}
