import type { Component } from 'vue';
import type { Findable } from './rank';

export type CommandKind = 'action' | 'page' | 'run' | 'sweep' | 'dataset' | 'checkpoint';

/** One thing that can be chosen in the palette. */
export interface Command extends Findable {
  /** unique among all */
  id: string;
  kind: CommandKind;
  icon: Component;
  /** what is told beside its name, such as a run's state */
  note: string;
  /** the shortcut that does the same */
  keys?: string | undefined;
  /** @throws what the studio refused, to be told to the person */
  act(): unknown;
}

export const KIND_HEADS: Record<CommandKind, string> = {
  action: 'Do',
  page: 'Go to',
  run: 'Runs',
  sweep: 'Sweeps',
  dataset: 'Data',
  checkpoint: 'Checkpoints',
};
