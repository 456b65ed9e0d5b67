import type { ClientContext, ClientLink } from '@orpc/client';

/** A line to the studio of another machine. What comes over it is outside data: see `from-there`. */
export interface StudioThere {
  readonly line: ClientLink<ClientContext>;
  isOpen(): boolean;
  /** Resolves when the line is gone, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface DialledMachine {
  /** what people call it */
  name: string;
  /** the origin that is connected to */
  address: string;
  token: string;
}

/**
 * Connects to the studio of another machine; the shells bring how.
 *
 * @throws NotLetIn when it answers and refuses; any other error when nobody answers. Both in one sentence.
 */
export type Dial = (machine: DialledMachine, signal: AbortSignal) => Promise<StudioThere>;

/** The other Trainyard answered, and does not let us in. */
export class NotLetIn extends Error {
  override name = 'NotLetIn';
}

/** A way that leads somewhere on this machine: an SSH tunnel. */
export interface OpenTunnel {
  readonly address: string;
  /** Resolves with the reason when it is gone. */
  readonly ended: Promise<string>;
  close(): void;
}

/** Opens an SSH tunnel to a port on a machine. @throws in one sentence */
export type DigTunnel = (host: string, port: number, signal: AbortSignal) => Promise<OpenTunnel>;

/** Keeps tokens so that no other program reads them; where there is none, a file that only its owner can read does. */
export interface Secrets {
  seal(secret: string): string;
  /** undefined where it was sealed elsewhere */
  open(sealed: string): string | undefined;
}

export interface MachinesOptions {
  /** the folder of the program's own data: machines belong to a person, and not to a library that is copied and shared */
  folder: string;
  dial: Dial;
  /** left out: there is no ssh */
  digTunnel?: DigTunnel | undefined;
  secrets?: Secrets | undefined;
  /** whether machines are connected to only when something is asked of them, as for one command */
  isLazy: boolean;
}
