import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSpec } from '@shared/spec/parse';
import { withValueAt, valueAt } from '@shared/spec/path';
import { presets } from '@shared/spec/presets';
import { nextName } from '@shared/spec/derive';

const spec = presets.mlp.spec({ id: 'digits', classes: [...'0123456789'] });
const problemsOf = (input: unknown) => {
  const parsed = parseSpec(input);
  return parsed.ok ? [] : parsed.problems;
};

describe('parseSpec', () => {
  it('reads back what it wrote', () => {
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual({ ok: true, spec });
  });

  it.each([
    ['batchSize', 0, 'batchSize must be at least 1, not 0.'],
    ['optimizer.learningRate', 'NaN', 'optimizer.learningRate must be a number, not "NaN".'],
    ['optimizer.learningRate', Number.NaN, 'optimizer.learningRate must be a number'],
    ['optimizer.learningRate', -1, 'optimizer.learningRate must be above 0, not -1.'],
    ['epochs', 1.5, 'epochs must be a whole number, not 1.5.'],
    ['epochs', undefined, ''],
    ['batchSize', undefined, 'batchSize is missing'],
    ['batchsize', 3, 'batchsize is not a field of a spec'],
    ['optimizer.lr', 3, 'optimizer.lr is not a field of adam'],
    [
      'optimizer.momentum',
      0.9,
      'optimizer.momentum is not a field of adam: check its spelling, or choose another',
    ],
    ['data.dataset', '../../etc', 'data.dataset'],
    ['model.layers.1.units', 0, 'model.layers.1.units must be at least 1, not 0.'],
    ['model.layers', [], 'model.layers needs at least 1 entry.'],
    ['model.layers.0.type', 'lstm', 'model.layers.0'],
    ['optimizer.name', 'adamm', 'optimizer.name must be "sgd" or'],
    ['optimizer.schedule.name', 'cosines', 'optimizer.schedule.name must be "constant" or'],
    [
      'optimizer.clip.by',
      'size',
      'optimizer.clip.by must be "none" or "value" or "global-norm", not "size".',
    ],
    [
      'optimizer.schedule',
      { name: 'piecewise-constant', boundaries: [9, 3].map((step) => ({ step, factor: 0.1 })) },
      'optimizer.schedule.boundaries: the steps must rise from one to the next.',
    ],
    ['backend', 'tpu', 'backend must be "auto" or "gpu" or "cpu" or "wasm", not "tpu".'],
  ])('%s = %j: %s', (path, value, message) => {
    const problems = problemsOf(withValueAt(spec, path, value));
    if (message === '') return expect(problems).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
  });

  it('refuses a newer version as a whole, in one sentence', () => {
    const problems = problemsOf({ version: 99, anything: true });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('version 99');
  });

  it('answers anything at all with problems, never by throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const parsed = parseSpec(input);
        if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('paths', () => {
  it('read what they wrote, and leave the original alone', () => {
    const key = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.integer(), (keys, value) => {
        const path = keys.join('.');
        const root = Object.freeze({ kept: 1 });
        expect(valueAt(withValueAt(root, path, value), path)).toBe(value);
        expect(root).toEqual({ kept: 1 });
      }),
    );
  });

  it('cannot reach the prototype', () => {
    withValueAt({}, '__proto__.polluted', true);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it('names count up', () => {
  expect(nextName('cnn', 80)).toBe('cnn-2');
  expect(nextName('cnn-2', 80)).toBe('cnn-3');
});
