import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runDocumentSchema, runEventSchema, type RunDocument } from '@shared/contract/run';
import { outcomeOf } from '../kill-test';
import { SMALL } from '../small-dataset';
import type { Terminal } from '../terminal';

/** The runs of a terminal's library, as they lie on the disk. */
export class RunsOfLibrary {
  constructor(readonly terminal: Pick<Terminal, 'library'>) {}

  /** Their ids, the oldest first. */
  ids(): string[] {
    const names = readdirSync(join(this.terminal.library, 'runs'));
    return names.filter((name) => !name.startsWith('.')).toSorted();
  }

  folder(run: string): string {
    return join(this.terminal.library, 'runs', run);
  }

  document(run: string): RunDocument {
    return runDocumentSchema.parse(JSON.parse(readFileSync(join(this.folder(run), 'run.json'), 'utf8')));
  }

  /** Its log in words. */
  log(run: string): string {
    const lines = readFileSync(join(this.folder(run), 'events.jsonl'), 'utf8')
      .trim()
      .split('\n');
    return lines.map((line) => runEventSchema.parse(JSON.parse(line)).text).join('\n');
  }

  /** None lost a step or has one twice, and some were on a node that died: these are given. */
  async expectWhole(runs: readonly string[], epochs: number): Promise<string[]> {
    const steps = Array.from({ length: epochs * SMALL.stepsPerEpoch }, (_, step) => step + 1);
    for (const run of runs) {
      const { series } = await outcomeOf(this.folder(run));
      expect(
        series.map(([step]) => step),
        run,
      ).toEqual(steps);
    }
    const again = runs.filter((run) => this.document(run).generation > 1);
    expect(again.length).toBeGreaterThan(0);
    for (const run of again) expect(this.log(run)).toMatch(/It is started again/);
    return again;
  }
}
