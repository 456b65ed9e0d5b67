import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastDisk, surelySaved } from '@shared/checkpoint/forecast';
import { diskProblems } from '@shared/spec/check-disk';
import { checkpointPolicySchema } from '@shared/spec/checkpoint-policy';
import { presets } from '@shared/spec/presets';
import { withValueAt } from '@shared/spec/path';
import { stepsOf } from '@shared/spec/steps';

const classes = [...'0123456789'];
const dataset = { name: 'Digits', shape: [28, 28, 1], classes, trainCount: 60_000 };
const spec = presets.mlp.spec({ id: 'digits', classes });
const withPolicy = (policy: object, epochs = 10) => ({
  ...spec,
  epochs,
  checkpoint: checkpointPolicySchema.parse(policy),
});

describe('what checkpoints take of the disk', () => {
  it('counts those that are sure to be saved, as going through the steps does', () => {
    const some = fc.integer({ min: 0, max: 12 });
    const perEpochs = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(
        some,
        some,
        perEpochs,
        fc.integer({ min: 1, max: 12 }),
        (everyEpochs, everySteps, perEpoch, epochs) => {
          let saved = 0;
          for (let step = 1; step <= perEpoch * epochs; step++) {
            const ofEpoch = everyEpochs > 0 && step % (everyEpochs * perEpoch) === 0;
            const ofSteps = everySteps > 0 && step % everySteps === 0;
            if (ofEpoch || ofSteps || step === perEpoch * epochs) saved++;
          }
          const steps = { perEpoch, total: perEpoch * epochs };
          expect(surelySaved(withPolicy({ everyEpochs, everySteps }, epochs), steps)).toBe(saved);
        },
      ),
    );
  });

  it('counts none of those before the checkpoint that a run continues', () => {
    const start = { run: 'a-run', checkpoint: '0090-37980', mode: 'continue', fit: 'exact' } as const;
    const going = { ...withPolicy({}, 100), start };
    const steps = stepsOf(going, dataset)!;
    expect(surelySaved(going, steps)).toBe(10);
    expect(surelySaved({ ...going, start: { ...start, mode: 'weights' } }, steps)).toBe(100);
    // Ten of them fit.
    expect(diskProblems(going, dataset, 200e6)).toEqual([]);
  });

  it('is no more than the policy keeps, with the one that is being saved', () => {
    const keeping = withPolicy({ keep: { best: 1, last: 2 } }, 100);
    const { saved, kept, bytes } = forecastDisk(keeping, dataset.shape, stepsOf(keeping, dataset)!);
    expect([saved, kept]).toEqual([100, 4]);
    // Weights and Adam's two moments, in float32.
    expect(bytes / 4 / (203_530 * 3 * 4)).toBeCloseTo(1, 2);
  });

  it('is said at its field when it does not fit, with a mend that makes it fit', () => {
    const long = withPolicy({}, 100);
    expect(diskProblems(long, dataset, 1e9)).toEqual([]);
    const [problem, ...others] = diskProblems(long, dataset, 200e6);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ severity: 'error', path: 'checkpoint.keep' });
    expect(problem?.message).toBe(
      '100 checkpoints take about 244.6 MB, but the disk of the library has 200.0 MB free: keep fewer, or free some space.',
    );
    const [change] = problem!.mends[0]!.changes;
    expect(diskProblems(withValueAt(long, change!.path, change!.value), dataset, 200e6)).toEqual([]);
    expect(diskProblems(long, dataset, 260e6)[0]?.severity).toBe('warning');
    expect(diskProblems(long, dataset, 1e6)[0]?.mends).toEqual([]);
  });
});
