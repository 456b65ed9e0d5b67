import { expect } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import type { Finding } from '@shared/contract/library-check';

interface KnownRun {
  /** what it may be called: more than one where a call was cut off */
  names: Set<string>;
  notes: Set<string>;
  isBinned: 'no' | 'yes' | 'maybe';
  /** that were listed as good */
  checkpoints: Set<string>;
  pinned: Set<string>;
  evaluations: Set<string>;
}

/** What was confirmed to the user: whatever happens after that, it must be there. */
export class Ledger {
  readonly runs = new Map<string, KnownRun>();
  /** paths in the library that were harmed by the test itself, as a bad disk does */
  readonly harmed = new Set<string>();
  /** how often anything was harmed, mendable things included */
  harms = 0;

  run(id: string): KnownRun {
    const known = this.runs.get(id);
    if (known) return known;
    const fresh: KnownRun = {
      names: new Set(),
      notes: new Set(['']),
      isBinned: 'no',
      checkpoints: new Set(),
      pinned: new Set(),
      evaluations: new Set(),
    };
    this.runs.set(id, fresh);
    return fresh;
  }

  isHarmed(path: string): boolean {
    return [...this.harmed].some((harmed) => path === harmed || path.startsWith(`${harmed}/`));
  }

  /** Notes what the studio shows now: that is confirmed from here on. */
  async note(client: StudioClient): Promise<void> {
    for (const { id, name } of await client.runs.list()) this.run(id).names.add(name);
    for (const { run, id, problem } of await client.checkpoints.list({})) {
      if (problem === '') this.run(run).checkpoints.add(id);
    }
    for (const { run, id } of await client.evaluations.list({})) this.run(run).evaluations.add(id);
  }

  /** Compares what a studio has with what was confirmed; what was unsure is settled by that. */
  async expectAll(client: StudioClient): Promise<void> {
    const [runs, binned] = [await client.runs.list(), await client.bin.list()];
    const checkpoints = await client.checkpoints.list({});
    const evaluations = await client.evaluations.list({});
    for (const [id, known] of this.runs) {
      const its = runs.find((one) => one.id === id);
      const inBin = binned.some(({ run }) => run === id);
      expect(its !== undefined || inBin, `run ${id} is gone`).toBe(true);
      if (known.isBinned !== 'maybe') expect(inBin, `run ${id} in the bin`).toBe(known.isBinned === 'yes');
      known.isBinned = inBin ? 'yes' : 'no';
      if (!its) continue;
      if (!this.isHarmed(`runs/${id}/labels.json`)) {
        expect([...known.names], `name of ${id}`).toContain(its.name);
        expect([...known.notes], `notes of ${id}`).toContain(its.notes);
      }
      [known.names, known.notes] = [new Set([its.name]), new Set([its.notes])];
      for (const checkpoint of known.checkpoints) {
        const path = `runs/${id}/checkpoints/${checkpoint}`;
        const found = checkpoints.find((one) => one.run === id && one.id === checkpoint);
        expect(found, `${path} is gone`).toBeDefined();
        if (!this.isHarmed(path)) expect(found?.problem, path).toBe('');
        if (known.pinned.has(checkpoint)) expect(found?.pinned, `pin of ${path}`).toBe(true);
      }
      const has = new Set(evaluations.filter(({ run }) => run === id).map((one) => one.id));
      for (const evaluation of known.evaluations)
        expect(has, `evaluation ${evaluation}`).toContain(evaluation);
    }
  }

  /** Whatever a check says cannot be mended must be the test's own doing. */
  expectExplained(findings: readonly Finding[]): void {
    const unexplained = findings.filter(
      ({ path, state }) => state === 'failed' || (state === 'yours' && !this.isHarmed(path)),
    );
    expect(unexplained).toEqual([]);
    const damaged = findings.filter(({ path, found }) => /SHA-256/.test(found) && !this.isHarmed(path));
    expect(damaged).toEqual([]);
  }
}
