import { describe, expect, it } from 'vitest';
import { checkSpec } from '@shared/spec/check';
import type { CheckedDataset } from '@shared/spec/check-words';
import { fittedSchedule, withRefittedSchedule } from '@shared/spec/fit-schedule';
import { parseSpec } from '@shared/spec/parse';
import { withValueAt } from '@shared/spec/path';
import { presets } from '@shared/spec/presets';

const classes = [...'0123456789'];
const spec = presets.mlp.spec({ id: 'digits', classes });
const dataset = {
  name: 'Digits',
  shape: [28, 28, 1] as [number, number, number],
  classes,
  trainCount: 60_000,
};
const problemsOf = (draft: unknown) => {
  const parsed = parseSpec(draft);
  return parsed.ok ? checkSpec(parsed.spec, dataset) : parsed.problems;
};

describe('changes of the rate that are out of order', () => {
  const boundaries = (...steps: number[]) =>
    withValueAt(spec, 'optimizer.schedule', {
      name: 'piecewise-constant',
      boundaries: steps.map((step) => ({ step, factor: 0.5 })),
    });

  it('are sorted with a click', () => {
    const [problem] = problemsOf(boundaries(300, 100, 200));
    expect(problem?.mends.map(({ label }) => label)).toEqual(['Sort them']);
    const { path, value } = problem!.mends[0]!.changes[0]!;
    expect(problemsOf(withValueAt(boundaries(300, 100, 200), path, value))).toEqual([]);
  });

  it('are not when two are at one step, which sorting would not mend', () => {
    expect(problemsOf(boundaries(100, 100))[0]?.mends).toEqual([]);
  });
});

it('a warm-up that takes the one step there is gives way to a constant rate', () => {
  const warmup = { ...fittedSchedule('warmup-cosine', 1), name: 'warmup-cosine' };
  const draft = withValueAt(withValueAt(spec, 'optimizer.schedule', warmup), 'stop', { steps: 1 });
  const about = (of: unknown) =>
    problemsOf(of).filter(({ path }) => path === 'optimizer.schedule.warmupSteps');
  const [problem] = about(draft);
  const { path, value } = problem!.mends[0]!.changes[0]!;
  expect(about(withValueAt(draft, path, value))).toEqual([]);
});

describe('a mend of a run on few samples, or on values', () => {
  const after = (draft: unknown, of: CheckedDataset, path: string) =>
    checked(draft, of)
      .filter((problem) => problem.path === path)
      .flatMap(({ mends }) =>
        mends.map(({ label, changes }) => {
          const mended = changes.reduce(
            (its: unknown, change) => withValueAt(its, change.path, change.value),
            draft,
          );
          return { label, errors: checked(mended, of).filter(({ severity }) => severity === 'error') };
        }),
      );
  const checked = (draft: unknown, of: CheckedDataset) => {
    const parsed = parseSpec(draft);
    return parsed.ok ? checkSpec(parsed.spec, of) : parsed.problems;
  };
  const few: CheckedDataset = { ...dataset, trainCount: 20 };
  const values: CheckedDataset = {
    ...dataset,
    classes: [],
    target: { type: 'values', names: ['rent'] },
  };
  const ofValues = presets['table-regressor'].spec({
    id: 'rents',
    classes: [],
    target: { type: 'values', names: ['rent'] },
  });

  it('never asks for more samples in a batch than there are', () => {
    expect(after({ ...spec, batchSize: 4 }, few, 'batchSize')).toEqual([{ label: 'Use 18', errors: [] }]);
    expect(after({ ...spec, batchSize: 18 }, few, 'batchSize')).toEqual([]);
  });

  it('does not offer what is of classes only', () => {
    const unheld = withValueAt(ofValues, 'validation.fraction', 0);
    const watching = withValueAt(unheld, 'earlyStopping', { patience: 3, monitor: 'valR2', minDelta: 0 });
    expect(after(watching, values, 'earlyStopping.monitor').map(({ label }) => label)).toContain(
      'Watch the training loss',
    );
    const smoothed = after({ ...ofValues, labelSmoothing: 0.1 }, values, 'labelSmoothing');
    expect(smoothed.map(({ label }) => label)).toEqual(['Switch it off']);
  });
});

it('a limit that was passed is written in groups of three', () => {
  expect(problemsOf({ ...spec, batchSize: 70_000 })[0]?.message).toBe(
    'batchSize must be at most 65,536, not 70000.',
  );
  expect(problemsOf({ ...spec, microBatches: 2000 })[0]?.message).toContain('at most 1024,');
});

it.each([
  ['global-norm', 1e-6, 1e-3],
  ['value', 1e-6, 1e-5],
])('gradients clipped by %s at %d are doubted, at %d they are not', (by, tiny, fine) => {
  const clipped = (max: number) => problemsOf(withValueAt(spec, 'optimizer.clip', { by, max }));
  expect(clipped(tiny)).toMatchObject([{ severity: 'warning', path: 'optimizer.clip.max' }]);
  expect(clipped(fine)).toEqual([]);
});

describe('a schedule that the form fitted', () => {
  const withSchedule = (schedule: unknown) => withValueAt(spec, 'optimizer.schedule', schedule);

  it('follows the length of the run', () => {
    const draft = withSchedule(fittedSchedule('warmup-cosine', 400));
    expect(withRefittedSchedule(draft, 400, 4000).optimizer.schedule).toMatchObject({ warmupSteps: 400 });
    expect(withRefittedSchedule(draft, 400, 400)).toBe(draft);
    expect(withRefittedSchedule(draft, 400, undefined)).toBe(draft);
  });

  it('stays as it is once it was changed by hand', () => {
    const draft = withSchedule({ ...fittedSchedule('warmup-cosine', 400), warmupSteps: 41 });
    expect(withRefittedSchedule(draft, 400, 4000)).toBe(draft);
  });
});
