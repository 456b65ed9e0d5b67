import type { DatasetSummary } from '@shared/contract/dataset';
import type { Machine, MachineWay } from '@shared/contract/machine';
import type { StudioEvent } from '@shared/contract/event';
import { idFrom } from '@shared/machines/machine-id';
import { unreachableWords } from '@shared/machines/machine-words';
import { Refusal } from '../refusal';
import { NotLetIn, type MachinesOptions, type OpenTunnel, type StudioThere } from './dial';
import { followMachine } from './follow-machine';
import { MachineLink } from './machine-link';
import { MirrorFile } from './mirror-file';
import type { Mirror } from './mirror';
import type { KnownMachine } from './machines-file';

/** A machine, as far as those who ask something of it need to know. */
export interface KnownThere {
  readonly name: string;
  /** an id of that machine as it is known here */
  idHere(id: string): string;
  datasets(): DatasetSummary[];
  /** Waits for the line to it for so many milliseconds. */
  reached(ms: number, signal?: AbortSignal): Promise<StudioThere | undefined>;
  /** The line to it. @throws Refusal in a sentence where there is none */
  line(signal: AbortSignal | undefined): Promise<StudioThere>;
}

/** How long a call waits for the first try to connect to a machine, which may have to open a tunnel. */
const PATIENCE_MS = 45_000;

export interface MachineThereOptions extends MachinesOptions {
  known: KnownMachine;
  publish(event: StudioEvent): void;
  onChange(): void;
}

/** One other machine: the line to it, and what is known of what lies there. */
export class MachineThere implements KnownThere {
  readonly name: string;
  readonly way: MachineWay;
  readonly #link: MachineLink;
  #tunnel: OpenTunnel | undefined;

  private constructor(
    readonly options: MachineThereOptions,
    readonly file: MirrorFile,
  ) {
    const { known, publish, onChange } = options;
    this.name = known.name;
    this.way = known.way;
    this.#link = new MachineLink({
      open: (signal) => this.#dial(signal),
      follow: async (there) => {
        await followMachine(there, {
          name: this.name,
          mirror: this.mirror,
          publish: (event) => {
            publish(event);
            this.#seen();
          },
        });
        this.#seen();
        void there.closed.then(() => {
          this.#seen();
          // Work of which nobody tells any more.
          this.mirror.jobs.clear();
        });
      },
      onChange,
    });
  }

  static async open(options: MachineThereOptions): Promise<MachineThere> {
    return new MachineThere(options, await MirrorFile.open(options.folder, options.known.name));
  }

  get mirror(): Mirror {
    return this.file.mirror;
  }

  summary(): Machine {
    const { state, problem } = this.#link.current;
    const { mirror, name, way } = this;
    const lastSeen = state === 'reachable' ? new Date().toISOString() : mirror.lastSeen;
    return { name, way, state, problem, lastSeen, info: mirror.info, runs: mirror.counts() };
  }

  idHere(id: string): string {
    return idFrom(this.name, id);
  }

  datasets(): DatasetSummary[] {
    return [...this.mirror.datasets.values()];
  }

  start(): void {
    this.#link.start();
  }

  tryAgain(): void {
    this.#link.tryAgain();
  }

  /** Resolves after the first try to reach it, or after so many milliseconds. */
  async tried(ms: number): Promise<Machine> {
    await this.#link.tried(ms);
    return this.summary();
  }

  reached(ms: number, signal?: AbortSignal): Promise<StudioThere | undefined> {
    return this.#link.reached(ms, signal);
  }

  /** The line to it. @throws Refusal in a sentence where there is none */
  async line(signal: AbortSignal | undefined): Promise<StudioThere> {
    await this.#link.tried(PATIENCE_MS);
    signal?.throwIfAborted();
    const { there } = this.#link;
    if (there === undefined) throw this.#unreachable();
    return there;
  }

  /** Closes the line; what is known stays for the next start. */
  async close(): Promise<void> {
    // It answers to this very moment.
    if (this.#link.current.state === 'reachable') this.#seen();
    await this.#link.close();
    this.#tunnel?.close();
    await this.file.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await this.file.remove();
  }

  #unreachable(): Refusal {
    return new Refusal(unreachableWords(this.summary(), Date.now()));
  }

  #seen(): void {
    this.mirror.lastSeen = new Date().toISOString();
    this.file.later();
  }

  async #dial(signal: AbortSignal): Promise<StudioThere> {
    const { dial, known } = this.options;
    const { name, token } = known;
    if (token === undefined) {
      throw new NotLetIn(
        `The token of ${name} is sealed with the keyring of this system, which cannot be read from here: unlock it and open the desktop window again, or add ${name} again here.`,
      );
    }
    return dial({ name, token, address: await this.#address(signal) }, signal);
  }

  /** Where it is connected to: a tunnel stays open while lines through it come and go. */
  async #address(signal: AbortSignal): Promise<string> {
    const { way } = this;
    if (way.by === 'address') return way.address;
    const { digTunnel } = this.options;
    if (digTunnel === undefined) {
      throw new Error(
        'There is no ssh on this machine: install it, or open the tunnel by other means and add its address.',
      );
    }
    if (this.#tunnel === undefined) {
      const tunnel = await digTunnel(way.host, way.port, signal);
      this.#tunnel = tunnel;
      void tunnel.ended.then(() => {
        if (this.#tunnel === tunnel) this.#tunnel = undefined;
      });
    }
    return this.#tunnel.address;
  }
}
