import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  machineNameSchema,
  machineWaySchema,
  type AddedMachine,
  type MachineWay,
} from '@shared/contract/machine';
import { writeFileAtomically } from '../../durable/atomic-file';
import { readDocument } from '../read-document';
import type { Secrets } from './dial';

const keptSchema = z.object({
  name: machineNameSchema,
  way: machineWaySchema,
  token: z.union([z.object({ plain: z.string() }), z.object({ sealed: z.string() })]),
});
type Kept = z.infer<typeof keptSchema>;

const documentSchema = z.object({ version: z.literal(1), machines: z.array(keptSchema) });

export interface KnownMachine {
  name: string;
  way: MachineWay;
  /** undefined where another program of this machine keeps it, and does not tell */
  token: string | undefined;
}

/** `machines.json`: the machines that a person works with. Only its owner can read it. */
export class MachinesFile {
  readonly #path: string;

  constructor(
    readonly folder: string,
    readonly secrets: Secrets | undefined,
  ) {
    this.#path = join(folder, 'machines.json');
  }

  async #read(): Promise<Kept[]> {
    return (await readDocument(this.#path, documentSchema))?.machines ?? [];
  }

  async #write(machines: readonly Kept[]): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFileAtomically(this.#path, JSON.stringify({ version: 1, machines }, null, 1), 0o600);
  }

  async list(): Promise<KnownMachine[]> {
    return (await this.#read()).map(({ name, way, token }) => ({
      name,
      way,
      token: 'plain' in token ? token.plain : this.secrets?.open(token.sealed),
    }));
  }

  /** Keeps one, in the place of one of its name. What other programs have written meanwhile stays. */
  async add({ name, way, token }: AddedMachine): Promise<void> {
    const kept: Kept = {
      name,
      way,
      token: this.secrets ? { sealed: this.secrets.seal(token) } : { plain: token },
    };
    await this.#write([...(await this.#read()).filter((one) => one.name !== name), kept]);
  }

  async remove(name: string): Promise<void> {
    await this.#write((await this.#read()).filter((one) => one.name !== name));
  }
}
