import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, arch, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { backendReportSchema, numericsSchema, type BackendKind } from '@shared/contract/backend';
import { readDocument } from './read-document';

/** Measured figures are in it too, which one bad moment should not settle for good. */
const MOST_DAYS = 7;
const DAY_MS = 86_400_000;

const probedSchema = z.object({
  report: backendReportSchema,
  /** what a run on it would be computed with; null when it is not ready */
  numerics: numericsSchema.nullable(),
});
export type Probed = z.infer<typeof probedSchema>;

const keptSchema = z.object({
  version: z.literal(1),
  at: z.number(),
  probed: probedSchema,
  /** what it hangs on, with sizes and times then */
  files: z.array(z.object({ path: z.string(), stamp: z.string() })).min(1),
});

const stampOf = async (path: string): Promise<string> => {
  const found = await stat(path).catch(() => undefined);
  return found ? `${found.size}-${found.mtimeMs}-${found.ino}` : 'missing';
};

/**
 * What probes of this machine found, kept between starts of the program: loading a backend only to see whether it loads
 * takes seconds. Nothing is lost with it.
 */
export class KeptProbes {
  readonly #folder: string;

  /** @param cacheFolder where what can be made anew is kept; made when something is kept */
  constructor(cacheFolder: string) {
    this.#folder = join(cacheFolder, 'probes');
  }

  /** Another processor, or another runtime beside it, probes for itself. */
  #pathOf(kind: BackendKind): string {
    const { modules, electron = '' } = process.versions;
    const machine = [modules, electron, arch(), cpus()[0]?.model.trim() ?? '', availableParallelism()];
    const fingerprint = createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 16);
    return join(this.#folder, `${kind}-${fingerprint}.json`);
  }

  /** What was found before, where all that it hangs on is as it was then. */
  async read(kind: BackendKind): Promise<Probed | undefined> {
    const kept = await readDocument(this.#pathOf(kind), keptSchema);
    if (kept === undefined || kept.probed.report.kind !== kind) return undefined;
    const age = Date.now() - kept.at;
    if (age < 0 || age > MOST_DAYS * DAY_MS) return undefined;
    const stamps = await Promise.all(kept.files.map(({ path }) => stampOf(path)));
    return kept.files.every(({ stamp }, index) => stamp === stamps[index]) ? kept.probed : undefined;
  }

  /** Keeps what a probe found, or tries to. @param dependsOn the files that it hangs on */
  async write(probed: Probed, dependsOn: readonly string[]): Promise<void> {
    const path = this.#pathOf(probed.report.kind);
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      const files = await Promise.all(
        dependsOn.map(async (file) => ({ path: file, stamp: await stampOf(file) })),
      );
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, JSON.stringify({ version: 1, at: Date.now(), probed, files }));
      await rename(temporary, path);
    } catch {
      // The next start probes anew.
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  async forget(kind: BackendKind): Promise<void> {
    await rm(this.#pathOf(kind), { force: true }).catch(() => {});
  }
}
