import { describe, expect, it } from 'vitest';
import { checkSpec, hasErrors } from '@shared/spec/check';
import { presets, PRESET_IDS, suitingPresets } from '@shared/spec/presets';

const pictures = { type: 'pictures', shape: [16, 16, 1] } as const;
const rows = { type: 'numbers', shape: [4] } as const;
const classes = { type: 'classes', names: ['a', 'b'] } as { type: 'classes'; names: string[] };

describe('a preset', () => {
  it.each(PRESET_IDS.filter((id) => id !== 'table-regressor'))(
    '%s has no error on a dataset of any size',
    (id) => {
      for (const trainCount of [4, 9, 20, 64, 130, 500, 1000, 60_000]) {
        const input =
          id === 'table-classifier'
            ? { ...rows, shape: [...rows.shape] }
            : { ...pictures, shape: [16, 16, 1] as [number, number, number] };
        const shape = [...input.shape];
        const dataset = {
          id: 'few',
          name: 'Few',
          classes: classes.names,
          target: classes,
          input,
          shape,
          trainCount,
        };
        expect(suitingPresets(dataset).map((one) => one.id)).toContain(id);
        const problems = checkSpec(presets[id].spec(dataset), dataset);
        expect(hasErrors(problems), JSON.stringify([trainCount, problems])).toBe(false);
      }
    },
  );

  it('takes its usual batches where there are samples enough, and smaller ones else', () => {
    const of = (trainCount: number) =>
      presets.mlp.spec({ id: 'x', classes: classes.names, trainCount }).batchSize;
    expect([60_000, 1200, 300, 20, 4].map(of)).toEqual([128, 128, 32, 8, 3]);
  });
});
