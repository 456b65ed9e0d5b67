import type { CommandGroup } from './command-help';

/** The list of runs, and what people say of them. */
export const RUN_COMMANDS = {
  runs: {
    usage: 'runs [--all] [--find WORDS] [--state STATE] [--data ID] [--tag TAG] [--experiment NAME]',
    summary: 'List the runs',
    options: ['all', 'find', 'state', 'data', 'tag', 'experiment'],
    details: [
      '--all        archived ones too',
      '--find       only those that have these words in their name, data, model, tags or notes',
      '--state      only those in this state, or in one of several: --state failed,interrupted',
      '--data       only those on this dataset, by its id',
      '--tag        only those that have this tag, or one of several with commas between them',
      '--experiment only those of this experiment',
    ],
  },
  show: { usage: 'show <run>', summary: 'Show a run with its epochs and events', options: [], details: [] },
  compare: {
    usage: 'compare <run> <run> … [--all]',
    summary: 'Set runs side by side: what they came to, and what differs',
    options: ['all'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--all        all settings, also those that are the same',
      'Values are those of each run’s best epoch; * marks the best of a row.',
    ],
  },
  rename: {
    usage: 'rename <run> <name>',
    summary: 'Give a run another name',
    options: [],
    details: ['<run>        an id, the beginning of one, a name, or last'],
  },
  share: {
    usage: 'share <run> [--to FILE] [--checkpoints best-and-last|all|none]',
    summary: 'Write a run into one file, for another machine',
    options: ['to', 'checkpoints'],
    details: [
      '--to         named after the run, in this folder, when left out',
      '--checkpoints which of them go along; best-and-last when left out',
      'The file has all that was recorded of the run, but no data.',
    ],
  },
  open: {
    usage: 'open <file>',
    summary: 'Take a run out of a file that share wrote',
    options: [],
    details: ['All of it, or nothing: a file that is damaged or not what it says is refused.'],
  },
  tag: {
    usage: 'tag <run> <tag,tag,…> [--remove]',
    summary: 'Tag a run, or take tags off it',
    options: ['remove'],
    details: ['<run>        an id, the beginning of one, a name, or last', '--remove     take them off'],
  },
  note: {
    usage: 'note <run> <text>',
    summary: 'Write a note to a run, in place of the one that it has',
    options: [],
    details: ['<text>       empty quotation marks take the note away'],
  },
  experiment: {
    usage: 'experiment <run> <name>',
    summary: 'Put a run into an experiment',
    options: [],
    details: ['<name>       empty quotation marks take the run out of the one that it is in'],
  },
  archive: {
    usage: 'archive <run>',
    summary: 'Leave a run out of lists, with all that it has',
    options: [],
    details: ['`runs --all` lists it all the same.'],
  },
  unarchive: { usage: 'unarchive <run>', summary: 'Undo archive', options: [], details: [] },
} as const satisfies CommandGroup;
