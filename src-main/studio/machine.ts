/** What differs between shells about the machine: how it is kept awake, and whether it runs on its battery. */
export interface Machine {
  /** in words; empty where nothing keeps it awake */
  readonly keptAwakeBy: string;
  /** Keeps the machine awake until what it returns is called. */
  holdOffSleep(): () => void;
  /** undefined where the shell cannot tell */
  readonly battery: { isUsed(): boolean; onChange(listener: () => void): void } | undefined;
}

/** A machine of which nothing is known. */
export const unknownMachine: Machine = {
  keptAwakeBy: '',
  holdOffSleep: () => () => {},
  battery: undefined,
};
