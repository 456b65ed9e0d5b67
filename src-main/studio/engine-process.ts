/**
 * The one thing that differs between shells when an engine is started: `utilityProcess` in Electron,
 * `child_process` elsewhere. Messages are plain structured-cloneable values, parsed by the studio.
 */
export interface EngineProcess {
  readonly pid: number | undefined;
  send(message: unknown): void;
  /** Every message of the engine, in order. */
  onMessage(listener: (message: unknown) => void): void;
  /**
   * Called once, when the process has ended for whatever reason.
   *
   * @param reason in words, without a full stop: "it was killed (SIGKILL)", "it ended with code 134"
   */
  onExit(listener: (exit: { code: number | null; reason: string }) => void): void;
  /** The last lines that the engine wrote to stderr: what a crash leaves. */
  stderrTail(): string;
  kill(): void;
}

/** Starts an engine process; `env` is added to the environment (thread counts count only at its start). */
export type SpawnEngine = (env: Record<string, string>) => EngineProcess;
