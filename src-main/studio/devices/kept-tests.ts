import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { selfTestSchema, type SelfTest } from '@shared/contract/devices';
import { readDocument } from '../read-document';

const keptSchema = z.object({ version: z.literal(1), tests: z.array(selfTestSchema) });

/** The last self-test of each rung of the ladder, beside any library: it is the machine's, and can be made again. */
export class KeptTests {
  #known: SelfTest[] | undefined;

  /** @param folder left out: they are known until the program ends */
  constructor(readonly folder: string | undefined) {}

  get #path(): string | undefined {
    return this.folder && join(this.folder, 'self-tests.json');
  }

  async list(): Promise<SelfTest[]> {
    const kept = this.#path === undefined ? undefined : await readDocument(this.#path, keptSchema);
    return kept?.tests ?? this.#known ?? [];
  }

  async put(test: SelfTest): Promise<void> {
    const tests = [...(await this.list()).filter(({ backend }) => backend !== test.backend), test];
    this.#known = tests;
    const path = this.#path;
    if (this.folder === undefined || path === undefined) return;
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(temporary, JSON.stringify({ version: 1, tests }, null, 1));
      await rename(temporary, path);
    } catch {
      // It is known until the program ends all the same.
      await rm(temporary, { force: true }).catch(() => {});
    }
  }
}
