import { describe, expect, it } from 'vitest';
import { checkSpec } from '@shared/spec/check';
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
