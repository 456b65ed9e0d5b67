import { stat } from 'node:fs/promises';
import { nameFromFolder } from '../import/names';
import type { SourceReader } from '../import/source-reader';
import { findIdxFiles } from './find-files';
import { openIdx } from './idx-file';
import { importIdx } from './import-idx';

/** Folders of IDX files, MNIST's format. */
export const idxReader: SourceReader = {
  kind: 'idx',
  async recognises(path) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) return false;
    return findIdxFiles(path).then(
      () => true,
      () => false,
    );
  },
  async inspect({ path }) {
    const { train, test } = await findIdxFiles(path);
    const images = await openIdx(train.images, [3, 4]);
    const testImages = test && (await openIdx(test.images, [3, 4]));
    const [count = 0, height = 0, width = 0, channels = 1] = images.dimensions;
    const all = count + (testImages?.dimensions[0] ?? 0);
    return {
      path,
      kind: 'idx',
      name: nameFromFolder(path),
      summary: `IDX files with ${all.toLocaleString('en')} pictures of ${height} × ${width}`,
      count: all,
      isWhole: true,
      splits: test ? ['train', 'test'] : ['train'],
      classes: [],
      task: 'classification',
      columns: [],
      delimiter: null,
      header: null,
      rows: [],
      sizes: [{ height, width, count: Math.max(1, all) }],
      isGrey: channels === 1,
      arrays: [],
      warnings: [],
    };
  },
  import: ({ path, datasetsFolder, name, origin, options: { duplicates, exclude }, onProgress, signal }) =>
    importIdx({
      path,
      datasetsFolder,
      choice: { duplicates, exclude },
      origin,
      ...(name !== undefined && { name }),
      onProgress,
      ...(signal && { signal }),
    }),
};
