import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { epochDetailSchema } from '@shared/contract/recorded';
import { onSmallDataset, SMALL } from '../small-dataset';
import { Terminal } from '../terminal';

let terminal: Terminal;
let train: string[];
beforeEach(async () => {
  terminal = await Terminal.openEmpty();
  train = ['train', 'mlp', ...(await onSmallDataset(terminal)), '--set'];
});
afterEach(() => terminal.close());

const resultSchema = z.object({
  split: z.string(),
  samples: z.number(),
  accuracy: z.number(),
  correct: z.number(),
  macro: z.object({ f1: z.number() }),
});

const figuresSchema = z.object({
  calibration: z.array(z.object({ samples: z.number() })),
  figures: z.array(z.object({ id: z.string(), value: z.number(), from: z.number(), to: z.number() })).min(5),
});

describe('the samples that a run held back', () => {
  it('are found again to evaluate on, and give what each class was recorded with', async () => {
    const trained = await terminal.run([...train, 'epochs=1']);
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

  it('are kept with what was said of each, for whatever is asked of it later', async () => {
    const trained = await terminal.run([...train, 'epochs=2']);
    expect(trained.code, trained.stderr).toBe(0);
    const { folder } = z.looseObject({ folder: z.string() }).parse(trained.lines.at(-1));
    const kept = join(folder, 'evaluations');
    const [first, last] = [SMALL.stepsPerEpoch, 2 * SMALL.stepsPerEpoch];
    const beside = ['eval', 'compare', `last@${first}`, `last@${last}`, '--split', 'validation'];
    const once = await terminal.run(beside);
    expect(once.code, once.stderr).toBe(0);
    expect(await readdir(kept)).toHaveLength(2);

    // Nothing is measured again, and what an engine that was killed left behind goes with the next result.
    const orphan = join(kept, `${randomUUID()}.safetensors`);
    await writeFile(orphan, 'half');
    const again = await terminal.run(beside);
    expect(again.lines.at(-1)).toEqual(once.lines.at(-1));
    const evaluated = await terminal.run(['eval', 'last', '--checkpoint', String(last)]);
    const { calibration, figures } = figuresSchema.parse(evaluated.lines.at(-1));
    expect(calibration.reduce((sum, { samples }) => sum + samples, 0)).toBe(SMALL.test);
    for (const { id, value, from, to } of figures) {
      expect(value, id).toBeGreaterThanOrEqual(from);
      expect(value, id).toBeLessThanOrEqual(to);
    }
    expect(evaluated.lines.at(-1)).toMatchObject({ temperature: { value: expect.any(Number) } });
    const names = await readdir(kept);
    expect(names).toHaveLength(3);
    expect(names).not.toContain(basename(orphan));

    for (const name of names) {
      const bytes = await readFile(join(kept, name));
      bytes[bytes.length - 1]! ^= 1;
      await writeFile(join(kept, name), bytes);
    }
    const damaged = await terminal.run(beside);
    expect(damaged.code).not.toBe(0);
    expect(damaged.stderr).toContain('missing or damaged: evaluate again');
  });

  it('are missed in one sentence where there are none', async () => {
    const trained = await terminal.run([...train, 'epochs=1', '--set', 'validation.fraction=0']);
    expect(trained.code, trained.stderr).toBe(0);
    const evaluated = await terminal.run(['eval', 'last', '--split', 'validation']);
    expect(evaluated.code).toBe(2);
    expect(evaluated.stderr).toContain('held back no samples for validation');
  });
});
