import { KIND_HEADS, type Command, type CommandKind } from './command';
import { rank } from './rank';

export interface CommandGroup {
  kind: CommandKind;
  head: string;
  commands: Command[];
  /** how many more fit */
  more: number;
}

/** How many of a kind are shown: before anything is typed, and of what fits. */
const AT_FIRST: Record<CommandKind, number> = {
  action: 8,
  page: 10,
  run: 5,
  sweep: 0,
  dataset: 0,
  checkpoint: 0,
};
const OF_FOUND = 8;

/** What fits what was typed, by kind: the kind of the best one first. */
export function foundCommands(sought: string, commands: readonly Command[]): CommandGroup[] {
  const isSearch = sought.trim() !== '';
  const byKind = new Map<CommandKind, Command[]>();
  for (const { item } of rank(sought, commands)) {
    const its = byKind.get(item.kind);
    if (its) its.push(item);
    else byKind.set(item.kind, [item]);
  }
  return [...byKind].flatMap(([kind, all]) => {
    const shown = all.slice(0, isSearch ? OF_FOUND : AT_FIRST[kind]);
    if (shown.length === 0) return [];
    return { kind, head: KIND_HEADS[kind], commands: shown, more: isSearch ? all.length - shown.length : 0 };
  });
}
