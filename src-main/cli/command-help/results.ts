import { EXPORT_FORMATS, EXPORT_FORMAT_IDS } from '@shared/export/formats';
import type { CommandGroup } from './command-help';

/** What a run came to: tested, written into files, asked. */
export const RESULT_COMMANDS = {
  eval: {
    usage:
      'eval <run> [--checkpoint best|last|STEP] [--data <id|folder>] [--split test|validation|train] [--to FILE.csv] | eval compare <run>[@best|last|STEP] <run>[@best|last|STEP] [--data …] [--split …]',
    summary: 'Test a checkpoint, or hold two against each other on the same samples',
    options: ['checkpoint', 'data', 'split', 'to'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out; RUN@last or RUN@STEP says the same in one word',
      '--data       another dataset than the one that the run was trained on',
      '--split      test when left out; validation: what the run held back of the training part',
      '--to         a CSV file of what was said of each sample, with its row and its ids where it has any; one that is',
      '             there already is not overwritten',
      'compare      what one gets right that the other gets wrong, and whether that may be luck (McNemar’s test);',
      '             a checkpoint that was not evaluated on these samples yet is evaluated first',
    ],
  },
  export: {
    usage: `export <run> [--checkpoint best|last|STEP] --format ${EXPORT_FORMAT_IDS.join('|')} --to PATH [--force]`,
    summary: 'Write a model into files that other programs can use',
    options: ['checkpoint', 'format', 'to', 'force'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out; RUN@last or RUN@STEP says the same in one word',
      ...Object.entries(EXPORT_FORMATS).map(
        ([id, { purpose }], place) => `${(place === 0 ? '--format' : '').padEnd(12)} ${id}: ${purpose}`,
      ),
      '--to         a folder; PATH.zip is an archive of it, and where a format has one file that can do without the',
      '             others (model.safetensors), a path with its ending is that file alone',
      '--force      replace an earlier export that lies there; nothing else is ever replaced',
      'What is written was tried out before, and the largest difference between its answers and ours is told.',
    ],
  },
  report: {
    usage: 'report <run> [--to FILE.html] [--force]',
    summary: 'Write a run as one HTML file: charts, results, settings, log',
    options: ['to', 'force'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--to         named after the run, in this folder, when left out',
      '--force      replace a file that is there',
      'All of it is in the file: any browser opens it, without a network.',
    ],
  },
  metrics: {
    usage: 'metrics <run> --format csv|parquet|tensorboard [--to PATH] [--force]',
    summary: 'Write all numbers that were recorded of a run',
    options: ['format', 'to', 'force'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--format     csv or parquet: a table with a row for each step; tensorboard: a folder of event files',
      '--to         named after the run, in this folder, when left out',
      '--force      replace what an earlier call wrote',
    ],
  },
  predict: {
    usage: 'predict <run> <file|folder> … [--checkpoint best|last|STEP] [--id COLUMN] [--to FILE.csv]',
    summary: 'Say what a model makes of pictures, or of the rows of a table',
    options: ['checkpoint', 'id', 'to'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '<file>       pictures, or tables (CSV, TSV, Parquet) with the columns that it was trained on; folders with all below',
      '--checkpoint best when left out; RUN@last or RUN@STEP says the same in one word',
      '--id         columns that name the rows, which are told beside each answer; those of the dataset that it was',
      '             trained on when left out. Several are separated by commas',
      '--to         a CSV file, instead of the terminal; one that is there already is not overwritten',
      'Exit code 1 when some of them could not be read: each is named, and the others are told all the same.',
    ],
  },
  'serve-model': {
    usage: 'serve-model <run> [--checkpoint best|last|STEP] [--port N]',
    summary: 'Answer over HTTP on this machine what a model makes of pictures or rows',
    options: ['checkpoint', 'port'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out; RUN@last or RUN@STEP says the same in one word',
      '--port       7700, or the next that is free, when left out',
      'POST /predict takes rows as JSON, or a picture; / explains it, /openapi.json describes it.',
    ],
  },
} as const satisfies CommandGroup;
