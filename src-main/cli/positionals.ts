/**
 * Checks that as many words were typed behind a command as it takes.
 *
 * @param names of what it takes, for people
 * @throws UsageError
 */
export type Positionals = (command: string, given: string[], names: string[]) => string[];
