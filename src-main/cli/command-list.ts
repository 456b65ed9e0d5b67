import { CHECKPOINT_COMMANDS } from './command-help/checkpoints';
import { DATA_COMMANDS } from './command-help/data';
import { PROGRAM_COMMANDS } from './command-help/program';
import { RESULT_COMMANDS } from './command-help/results';
import { RUN_COMMANDS } from './command-help/runs';
import { SEARCHING_COMMANDS } from './command-help/searching';
import { TRAINING_COMMANDS } from './command-help/training';

/** Every command of the terminal, in the order in which help shows them. */
export const COMMANDS = {
  ...TRAINING_COMMANDS,
  ...SEARCHING_COMMANDS,
  ...RESULT_COMMANDS,
  ...RUN_COMMANDS,
  ...CHECKPOINT_COMMANDS,
  ...DATA_COMMANDS,
  ...PROGRAM_COMMANDS,
} as const;

export type CommandName = keyof typeof COMMANDS;

export const isCommandName = (text: string): text is CommandName => Object.hasOwn(COMMANDS, text);
