import { describe, expect, it, vi } from 'vitest';
import type { Backends } from '../../../src-main/studio/backends';
import { Predictions } from '../../../src-main/studio/predict/predictions';
import type { Runs } from '../../../src-main/studio/runs/runs';
import { runDocument } from './run-document';

const document = runDocument({
  inputShape: [2],
  input: {
    type: 'table',
    columns: [
      { type: 'number', name: 'width', missing: 0, fill: 'mean' },
      { type: 'number', name: 'height', missing: 0, fill: 'mean' },
    ],
  },
});
const runs = { record: () => ({ id: document.id, document }) } as unknown as Runs;
const asked = { run: document.id, checkpoint: 'last' };

describe('a sample that lacks a value which nothing in the model fills in', () => {
  it.each(['sample', 'look'] as const)(
    'is refused by its column, and no engine is asked: %s',
    async (ask) => {
      const spawn = vi.fn(() => expect.unreachable());
      const predictions = new Predictions(runs, {} as Backends, spawn);
      const { buffer } = Float32Array.of(1, Number.NaN);
      await expect(predictions[ask](asked, buffer)).rejects.toThrow(
        /^Column "height" is missing, and nothing in this model fills it in: give a value, or /,
      );
      expect(spawn).not.toHaveBeenCalled();
    },
  );
});
