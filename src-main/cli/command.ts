import type { CheckpointCommand } from './checkpoint-arguments';
import type { CommandName } from './command-list';
import type { PredictCommand } from './commands/predict';
import type { ControlCommand } from './control-arguments';
import type { DataCommand } from './data-arguments';
import type { DeviceCommand } from './device-arguments';
import type { EvaluationCommand } from './evaluation-arguments';
import type { FileCommand } from './file-arguments';
import type { FindCommand } from './find-arguments';
import type { LabelCommand, RunsCommand } from './label-arguments';
import type { LibraryCommand } from './library-arguments';
import type { MachineCommand } from './machine-arguments';
import type { ServeModelCommand } from './model-arguments';
import type { RuntimeCommand } from './runtime-arguments';
import type { ServeCommand } from './serve-arguments';
import type { SettingsCommand } from './settings-arguments';
import type { SweepCommand } from './sweep-arguments';
import type { SpecArguments } from './train-arguments';
import type { UpdateCommand } from './update-arguments';

/** What a command is asked for, as it was typed and checked. */
export type CommandArguments =
  | ({ name: 'train' | 'check' } & SpecArguments)
  | FindCommand
  | SweepCommand
  | ControlCommand
  | { name: 'resume'; run: string; acceptChanges: boolean }
  | RunsCommand
  | LabelCommand
  | { name: 'rename'; run: string; to: string }
  | { name: 'show'; run: string }
  | { name: 'compare'; runs: string[]; all: boolean }
  | { name: 'open'; file: string }
  | CheckpointCommand
  | EvaluationCommand
  | FileCommand
  | PredictCommand
  | ServeModelCommand
  | DataCommand
  | ServeCommand
  | DeviceCommand
  | LibraryCommand
  | MachineCommand
  | { name: 'move-library'; to: string }
  | SettingsCommand
  | RuntimeCommand
  | UpdateCommand
  | { name: 'ray-worker'; folder: string }
  | { name: 'diagnostics' }
  | { name: 'doctor' | 'version' }
  | { name: 'help'; about: CommandName | undefined };

export interface CommonOptions {
  /** undefined: TRAINYARD_LIBRARY, or the default folder */
  library: string | undefined;
  json: boolean;
}

export type Command = CommandArguments & CommonOptions;
