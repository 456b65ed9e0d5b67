import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { epochDetailSchema } from '@shared/contract/recorded';
import { Terminal } from '../terminal';

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
});
afterEach(() => terminal.close());

const resultSchema = z.object({
  split: z.string(),
  samples: z.number(),
  accuracy: z.number(),
  correct: z.number(),
  macro: z.object({ f1: z.number() }),
});

describe('the samples that a run held back', () => {
  it('are found again to evaluate on, and give what each class was recorded with', async () => {
    const trained = await terminal.run(['train', 'mlp', '--set', 'epochs=1']);
    expect(trained.code, trained.stderr).toBe(0);
    const { folder } = z.looseObject({ folder: z.string() }).parse(trained.lines.at(-1));
    const recorded = await readFile(join(folder, 'metrics', 'details.jsonl'), 'utf8');
    const { classes } = epochDetailSchema.parse(JSON.parse(recorded.trim()));
    expect(classes).toHaveLength(10);

    const evaluated = await terminal.run(['eval', 'last', '--checkpoint', 'last', '--split', 'validation']);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    const result = resultSchema.parse(evaluated.lines.at(-1));
    expect(result.split).toBe('validation');
    expect(result.samples).toBe(classes.reduce((sum, { support }) => sum + support, 0));
    expect(result.correct).toBe(
      Math.round(classes.reduce((sum, { recall, support }) => sum + recall * support, 0)),
    );
    expect(result.macro.f1).toBeCloseTo(classes.reduce((sum, { f1 }) => sum + f1, 0) / 10, 12);
  });

  it('are missed in one sentence where there are none', async () => {
    const trained = await terminal.run([
      'train',
      'mlp',
      '--set',
      'epochs=1',
      '--set',
      'validation.fraction=0',
    ]);
    expect(trained.code, trained.stderr).toBe(0);
    const evaluated = await terminal.run(['eval', 'last', '--split', 'validation']);
    expect(evaluated.code).toBe(2);
    expect(evaluated.stderr).toContain('held back no samples for validation');
  });
});
