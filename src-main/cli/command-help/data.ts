import { DATA_OPTIONS } from '../data-arguments';
import type { CommandGroup } from './command-help';

/** Datasets. */
export const DATA_COMMANDS = {
  data: {
    usage:
      'data list | show <dataset> | import <path> [--name N] [options] | check <path> [options] | remove <dataset> | catalog | fetch <entry> [--mirror URL]',
    summary: 'Datasets: list, look at, import, fetch or remove them',
    options: ['name', 'seed', ...Object.keys(DATA_OPTIONS)],
    details: [
      'show         what a dataset holds, what was set aside when it was imported and why, and what is doubtful',
      'import       a folder or zip file of pictures, a CSV, TSV or Parquet file, an NPZ or NPY file, a folder of IDX files',
      'check        what a path would be imported as; nothing is imported',
      'remove       deletes a dataset for good',
      'catalog      datasets that can be fetched or made, each with `fetch`',
      '--name       what to call the imported dataset',
      '--as         idx, pictures, text-table, parquet or arrays, where it is not found out',
      '--test-fraction the share that is held back for the test where no test part is given; 0.2 when left out',
      '--seed       of what is held back; 0 when left out',
      '--duplicates keep, one-part (copies across parts stay in the test only), or once (each input once)',
      '--exclude    samples to leave out: rows as `data show` counts them (12,15), or the file of a picture; may be repeated',
      '--task       classification or regression, where whole numbers could be either',
      'Of a table, the names of columns; several are separated by commas:',
      '--target     what is to be predicted (of an NPZ file, the array); else found by its name, or the last one',
      '--inputs     of an NPZ file, the array of the samples',
      '--split      says train, validation or test for each row',
      '--group      rows that say the same are never parted by a split',
      '--ignore     left out; --id names rows: no model is shown it, predictions and lists tell it',
      '--missing    rows in which a number is missing: fill (with the mean of the training part), or set-aside',
      'Of pictures:',
      '--size       height and width, such as 28x28; --resize stretch, fit or crop; --grey or --color',
    ],
  },
} as const satisfies CommandGroup;
