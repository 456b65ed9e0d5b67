import { describe, expect, it } from 'vitest';
import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { checkSpec } from '@shared/spec/check';
import { presets, suitingPresets } from '@shared/spec/presets';
import type { RunSpec } from '@shared/spec/run-spec';

const input: DatasetInput = {
  type: 'table',
  columns: Array.from({ length: 8 }, (_, index) => ({
    type: 'number' as const,
    name: `x${index}`,
    missing: index === 3 ? 2 : 0,
    fill: 'mean' as const,
  })),
};
const table = (target: DatasetTarget) => ({
  id: 'table',
  name: 'Table',
  input,
  target,
  shape: [8],
  classes: target.type === 'classes' ? target.names : [],
  trainCount: 4000,
  validationCount: 0,
  testCount: 1000,
});
const values = table({ type: 'values', names: ['price'] });
const classes = table({ type: 'classes', names: ['a', 'b', 'c'] });
const paths = (spec: RunSpec, dataset: typeof values) =>
  checkSpec(spec, dataset).map(({ severity, path }) => `${severity} ${path}`);

describe('presets', () => {
  it('for tables suit them, and have nothing wrong with them', () => {
    expect(suitingPresets(values).map(({ id }) => id)).toEqual(['table-regressor']);
    expect(suitingPresets(classes).map(({ id }) => id)).toEqual(['table-classifier']);
    expect(suitingPresets({}).map(({ id }) => id)).toEqual(['mlp', 'cnn', 'resnet']);
    for (const trainCount of [100, 4000, 500_000]) {
      for (const dataset of [values, classes]) {
        const its = { ...dataset, trainCount };
        const problems = checkSpec(suitingPresets(its)[0]!.spec(its), its);
        expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      }
    }
  });
});

describe('what fits classes only, or values only', () => {
  const regressor = presets['table-regressor'].spec(values);

  it('is an error with a mend', () => {
    const wrong = { ...regressor, loss: 'softmax-cross-entropy' as const };
    expect(paths(wrong, values)).toContain('error loss');
    expect(paths({ ...regressor, best: { metric: 'valAccuracy' } }, values)).toContain('error best.metric');
    expect(paths({ ...regressor, best: { metric: 'valR2' } }, values)).toEqual(paths(regressor, values));
    expect(paths({ ...regressor, best: { metric: 'valR2' } }, classes)).toContain('error best.metric');
    const watching = { patience: 3, monitor: 'valMacroF1' as const, minDelta: 0 };
    expect(paths({ ...regressor, earlyStopping: watching }, values)).toContain('error earlyStopping.monitor');
  });

  it('asks for one unit a value', () => {
    const [problem] = checkSpec(presets['table-classifier'].spec(classes), values);
    expect(checkSpec(presets['table-classifier'].spec(classes), values).map(({ path }) => path)).toContain(
      'model.layers.3.units',
    );
    expect(problem?.severity).toBe('error');
  });
});

describe('a normalization', () => {
  const spec = presets['table-regressor'].spec(values);
  const [normalization, ...rest] = spec.model.layers;

  it('is asked for where values are missing, and offered where numbers come as they are', () => {
    const without = { ...spec, model: { layers: rest } };
    expect(paths(without, values)).toContain('error model.layers.0');
    const whole = {
      ...values,
      input: { ...input, columns: input.columns.map((column) => ({ ...column, missing: 0 })) },
    };
    expect(paths(without, whole)).toContain('warning model.layers.0');
  });

  it('stands first, or is moved there', () => {
    const late = { ...spec, model: { layers: [...rest.slice(0, 1), normalization!, ...rest.slice(1)] } };
    const problem = checkSpec(late, values).find(({ path }) => path === 'model.layers.1');
    expect(problem?.severity).toBe('error');
    const { changes } = problem!.mends[0]!;
    expect(changes[0]).toMatchObject({ path: 'model.layers', value: [normalization, ...rest] });
  });
});

describe('folds', () => {
  const spec = presets['table-regressor'].spec(values);

  it('are at least two, and the one that is held back is among them', () => {
    for (const validation of [
      { ...spec.validation, folds: 1 },
      { ...spec.validation, folds: 5, fold: 5 },
    ]) {
      expect(paths({ ...spec, validation }, values)).toContain('error validation.fold');
    }
    const whole = { ...spec, validation: { ...spec.validation, fraction: 0, folds: 5, fold: 4 } };
    expect(paths(whole, values)).toEqual(paths(spec, values));
  });

  it('are not needed where a validation part was given', () => {
    const none = { ...spec, validation: { ...spec.validation, fraction: 0 } };
    expect(paths(none, values)).toContain('warning validation.fraction');
    expect(paths(none, { ...values, validationCount: 100 })).not.toContain('warning validation.fraction');
  });
});
