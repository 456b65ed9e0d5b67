import { describe, expect, it } from 'vitest';
import { presets } from '@shared/spec/presets';
import { checkSweep } from '@shared/sweep/check-sweep';
import { parseSweep } from '@shared/sweep/parse-sweep';
import { parseDimension } from '@shared/sweep/written-dimension';

const run = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });

/** The sentences of all errors of a sweep over these fields. */
function told(space: string[], more: object = {}): string[] {
  const written = space.map(parseDimension);
  const refused = written.flatMap((parsed) => (parsed.ok ? [] : parsed.message));
  if (refused.length > 0) return refused;
  const dimensions = written.flatMap((parsed) => (parsed.ok ? parsed.dimension : []));
  const parsed = parseSweep({ run, space: dimensions, budget: { trials: 4 }, ...more });
  const problems = parsed.ok ? checkSweep(parsed.sweep) : parsed.problems;
  return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('a sweep that is wrong is told in one sentence', () => {
  it.each([
    [
      'a field that does not exist',
      ['optimizer.learningRat=log:1e-4..1e-1'],
      /optimizer\.learningRat is not a field of adam.* Did you mean "optimizer\.learningRate"\?$/,
    ],
    [
      'a field of no spec',
      ['optimiser.rate=linear:0..1'],
      /optimiser is not a field of a spec.* Did you mean "optimizer"\?$/,
    ],
    [
      'a field of another kind',
      ['optimizer.nesterov=true,false'],
      /optimizer\.nesterov is not a field of adam/,
    ],
    ['a layer that is not there', ['model.layers.9.units=int:1..4'], /the model has 3 layers/],
    [
      'the least above the greatest',
      ['optimizer.learningRate=log:0.1..0.001'],
      /the least value 0\.1 is above the greatest 0\.001/,
    ],
    ['nothing to vary', ['ema=linear:0.5..0.5'], /nothing to vary/],
    ['a logarithm of nothing', ['labelSmoothing=log:0..0.1'], /begins above 0/],
    [
      'ends that no spec may have',
      ['optimizer.learningRate=linear:0.1..50'],
      /optimizer\.learningRate must be at most 10, not 50/,
    ],
    ['parts of whole numbers', ['epochs=int:1.5..3'], /whole numbers/],
    ['a kind that is not known', ['optimizer.name=adam,adamm'], /optimizer\.name must be/],
    ['a field twice', ['ema=0,0.9', 'ema=0.5,0.9'], /varied twice/],
    [
      'what depends on what is not varied',
      ['optimizer.momentum=linear:0..1?optimizer.name=sgd'],
      /not varied before it/,
    ],
    ['a choice of one', ['batchSize=64'], /^batchSize: 64 alone leaves nothing to vary\.$/],
    ['the same value twice', ['batchSize=64,64'], /alone leaves nothing to vary/],
    ['no values', ['batchSize=,'], /^batchSize: the list of values needs at least 1 entry\.$/],
    [
      'a grid of one point',
      ['ema=linear:0..0.9/1'],
      /^ema: the number of points must be at least 2, not 1\.$/,
    ],
    [
      'what depends on any number of a range',
      ['ema=linear:0..0.9', 'batchSize=32,64?ema=0.5'],
      /cannot depend on ema, which takes any number/,
    ],
    [
      'what depends on what is never so',
      ['optimizer.name=adam,sgd', 'optimizer.momentum=linear:0..0.9?optimizer.name=sdg'],
      /applies where optimizer\.name is sdg, which it never is/,
    ],
    ['a whole object', ['optimizer.schedule=1,2'], /optimizer\.schedule/],
    ['a name', ['name=a,b'], /cannot be varied/],
  ])('%s', (_what, space, sentence) => {
    const sentences = told(space);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(sentence);
  });

  it('0 trials, and no end', () => {
    expect(told(['ema=0,0.9'], { budget: { trials: 0 } })).toEqual([
      'budget.trials must be at least 1, not 0.',
    ]);
    expect(told(['ema=0,0.9'], { budget: {} })[0]).toMatch(/when it ends/);
    expect(told(['ema=0,0.9'], { budget: {}, sampler: 'grid' })).toEqual([]);
    expect(told([])).toEqual(['Nothing is varied: name at least one field.']);
  });

  it('what was typed and is no number is told at its end', () => {
    const typed = { field: 'ema', scale: 'linear', min: 'abc' };
    const parsed = parseSweep({ run, space: [typed], budget: { trials: 4 } });
    expect(parsed.ok ? [] : parsed.problems.map(({ path, message }) => [path, message])).toEqual([
      ['space.0.min', 'ema: the least value must be a number, not "abc".'],
      ['space.0.max', 'ema: the greatest value is missing: give a number.'],
    ]);
    const unknown = { field: 'ema', scale: 'logg', min: 0, max: 1 };
    const wrong = parseSweep({ run, space: [unknown] });
    expect(wrong.ok ? '' : wrong.problems[0]?.message).toBe(
      'ema: the scale must be log, linear, integer or choice, not "logg".',
    );
  });

  it('what depends on another field is checked with that set', () => {
    expect(told(['optimizer.name=adam,sgd', 'optimizer.momentum=linear:0..0.9?optimizer.name=sgd'])).toEqual(
      [],
    );
    expect(told(['optimizer.name=adam,sgd', 'optimizer.momentum=linear:0..2?optimizer.name=sgd'])[0]).toMatch(
      /momentum must be below 1, not 2/,
    );
  });
});

it('swapped ends are mended with a click', () => {
  const parsed = parseSweep({
    run,
    space: [{ scale: 'linear', field: 'ema', min: 0.9, max: 0.1 }],
    budget: { trials: 1 },
  });
  const [problem] = parsed.ok ? checkSweep(parsed.sweep) : [];
  expect(problem?.mends[0]?.changes).toEqual([
    { path: 'space.0.min', value: 0.1 },
    { path: 'space.0.max', value: 0.9 },
  ]);
});

it('another dataset, and another measure, are told of', () => {
  const parsed = parseSweep({
    run,
    space: [
      { scale: 'choice', field: 'data.dataset', values: ['digits', 'other'] },
      { scale: 'choice', field: 'labelSmoothing', values: [0, 0.1] },
    ],
    sampler: 'grid',
  });
  const problems = parsed.ok ? checkSweep(parsed.sweep) : [];
  expect(problems.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
    'warning space.0.field',
    'warning space.1.field',
  ]);
});
