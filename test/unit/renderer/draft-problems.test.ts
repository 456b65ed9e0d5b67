import { parseSpec } from '@shared/spec/parse';
import { withValueAt } from '@shared/spec/path';
import { presets } from '@shared/spec/presets';
import type { RunSpec } from '@shared/spec/run-spec';
import { describe, expect, it } from 'vitest';
import { checkDraft, textProblem, withOthers } from '../../../src-renderer/pages/new-run/draft-problems';
import { typedNumber } from '../../../src-renderer/pages/new-run/typed-number';

const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
const digits = { name: 'Drawn digits', shape: [28, 28, 1], classes, trainCount: 60_000 };
const good = presets.cnn.spec({ id: 'digits', classes });
const check = (draft: unknown, lastReadable: RunSpec | undefined = good) =>
  checkDraft(draft, parseSpec(draft), (id) => (id === 'digits' ? digits : undefined), lastReadable);
const messages = (draft: unknown) => check(draft).problems.map(({ path, message }) => [path, message]);

describe('checkDraft', () => {
  it('finds nothing in the presets', () => {
    expect(check(good)).toEqual({ spec: good, shown: good, problems: [] });
  });

  it('doubts nothing of layers that are not there any more', () => {
    const rows = { ...digits, shape: [4], input: { type: 'numbers' as const, shape: [4] } };
    const one = withValueAt(good, 'model.layers', [{ type: 'dense', units: 10 }]);
    const parsed = parseSpec(one);
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
    const none = withValueAt(one, 'model.layers', []);
    const paths = (draft: unknown) =>
      checkDraft(draft, parseSpec(draft), () => rows, parsed.spec).problems.map(({ path }) => path);
    expect(paths(one)).toEqual(['model.layers.0']);
    expect(paths(none)).toEqual(['model.layers']);
  });

  it('shows what is left out as it would be trained, and what is wrong or missing as it is', () => {
    const short = withValueAt(withValueAt(good, 'shuffle', undefined), 'validation', undefined);
    expect(check(short)).toMatchObject({ shown: good, problems: [] });
    const missing = withValueAt(short, 'model.layers.5.units', undefined);
    expect(check(missing).shown).toEqual(withValueAt(good, 'model.layers.5.units', undefined));
    const wrong = withValueAt(short, 'epochs', 'ten');
    expect(check(wrong).shown).toEqual(withValueAt(good, 'epochs', 'ten'));
  });

  it.each([
    ['batchSize', '0', 'Batch size must be at least 1, not 0.'],
    ['batchSize', '', 'Batch size is empty: type a value.'],
    ['optimizer.learningRate', 'NaN', 'Learning rate must be a number, not "NaN".'],
    ['optimizer.learningRate', '', 'Learning rate is empty: type a value.'],
    ['optimizer.learningRate', '-1', 'Learning rate must be above 0, not -1.'],
    ['epochs', '2.5', 'Epochs must be a whole number, not 2.5.'],
    ['model.layers.5.units', '', 'Layer 6 (dense) units is empty: type a value.'],
  ])('says one sentence at %s for "%s"', (path, typed, message) => {
    expect(messages(withValueAt(good, path, typedNumber(typed)))).toEqual([[path, message]]);
  });

  it('says what is wrong elsewhere while a field cannot be read', () => {
    const wrong = withValueAt(withValueAt(good, 'model.layers.5.inputs', 1600), 'batchSize', 0);
    expect(messages(wrong).map(([path]) => path)).toEqual(['batchSize', 'model.layers.5.inputs']);
  });

  it('asks for a layer where there is none', () => {
    expect(messages(withValueAt(good, 'model.layers', []))).toEqual([
      ['model.layers', 'The model has no layers: add a layer.'],
    ]);
  });

  it('holds text that is not JSON against the whole draft', () => {
    expect(textProblem({ line: 4, mistake: 'a comma or } is missing' })).toMatchObject({
      severity: 'error',
      path: '',
      message: expect.stringContaining('line 4, a comma or } is missing.'),
    });
  });

  it('adds what another check found, once', () => {
    const problem = (path: string, severity: 'error' | 'warning', message: string) => ({
      path,
      severity,
      message,
      mends: [],
    });
    const own = [problem('epochs', 'error', 'Epochs is empty.'), problem('batchSize', 'warning', 'Small.')];
    const others = [
      problem('epochs', 'error', 'epochs must be a number.'),
      problem('batchSize', 'warning', 'Small.'),
      problem('start.checkpoint', 'error', 'It is damaged.'),
    ];
    expect(withOthers(own, others).map(({ path }) => path)).toEqual([
      'epochs',
      'batchSize',
      'start.checkpoint',
    ]);
  });

  it('names an unknown dataset', () => {
    expect(messages(withValueAt(good, 'data.dataset', 'nothing'))[0]).toEqual([
      'data.dataset',
      expect.stringContaining('no dataset called "nothing"'),
    ]);
  });
});

describe('typedNumber', () => {
  it('reads numbers, keeps what is none, and tells an empty field', () => {
    expect(['1e-3', ' 64 ', '', '0,001', '1,600', 'Infinity'].map(typedNumber)).toEqual([
      0.001,
      64,
      null,
      '0,001',
      '1,600',
      'Infinity',
    ]);
  });
});
