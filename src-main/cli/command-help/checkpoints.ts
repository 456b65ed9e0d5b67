import type { CommandGroup } from './command-help';

/** Checkpoints, and which of them stay. */
export const CHECKPOINT_COMMANDS = {
  checkpoints: {
    usage: 'checkpoints <run>',
    summary: 'List the checkpoints of a run',
    options: [],
    details: [],
  },
  pin: {
    usage: 'pin <run> [--checkpoint best|last|STEP]',
    summary: 'Keep a checkpoint for good',
    options: ['checkpoint'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out; RUN@last or RUN@STEP says the same in one word',
      'A pinned checkpoint is never removed, whatever checkpoint.keep says.',
    ],
  },
  unpin: {
    usage: 'unpin <run> [--checkpoint best|last|STEP]',
    summary: 'Undo pin',
    options: ['checkpoint'],
    details: ['It is removed when the run saves its next one and checkpoint.keep does not name it.'],
  },
  'clean-up': {
    usage: 'clean-up [<run> …] [--best N] [--last N] [--every N] [--yes]',
    summary: 'Say what could be removed of the checkpoints, or remove it',
    options: ['best', 'last', 'every', 'yes'],
    details: [
      '<run>        of these runs; of all when left out',
      '--best       how many of the best of each run stay; 1 when left out',
      '--last       how many of the last; 1 when left out',
      '--every      one of so many stays too',
      '--yes        remove them for good; without it nothing is removed',
      'Pinned ones, those that another run began with, and damaged ones always stay.',
    ],
  },
  'remove-damaged': {
    usage: 'remove-damaged <run>',
    summary: 'Remove the damaged checkpoints of a run',
    options: [],
    details: ['Those that `checkpoints` says something is wrong with: they cannot be used. Others stay.'],
  },
} as const satisfies CommandGroup;
