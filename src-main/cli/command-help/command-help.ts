interface CommandHelp {
  usage: string;
  summary: string;
  /** options beside --library, --json and --help */
  options: readonly string[];
  details: readonly string[];
}

/** A group of commands by their names, in the order in which help shows them. */
export type CommandGroup = Readonly<Record<string, CommandHelp>>;

/** Of each command that takes a run spec. */
export const SPEC_OPTIONS = ['data', 'set', 'seed', 'backend', 'from', 'continue', 'weights', 'fit'] as const;
