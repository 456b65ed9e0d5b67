import { expect, it } from 'vitest';
import type { BackendKind, Numerics } from '@shared/contract/backend';
import type { EpochRow, RunSummary } from '@shared/contract/run';
import { presets } from '@shared/spec/presets';
import type { RunSpec } from '@shared/spec/run-spec';
import { earlierLike, secondsOfRun, workOf } from '../../../src-renderer/pages/new-run/earlier-like';

const spec = presets.mlp.spec({ id: 'digits', classes: [...'0123456789'] });
type Told = Pick<RunSummary, 'id' | 'spec' | 'epochs' | 'stepsPerEpoch' | 'place' | 'numerics'>;
const on = (backend: BackendKind): Numerics => ({
  backend,
  libraryVersion: '2.9.1',
  threads: 1,
  oneDnn: true,
  precision: 'float32',
});
const told = (id: string, rows: Pick<EpochRow, 'step' | 'seconds'>[], of: Partial<Told> = {}): RunSummary => {
  const run: Pick<RunSummary, 'id' | 'spec' | 'stepsPerEpoch' | 'numerics'> & { epochs: typeof rows } = {
    id,
    spec,
    epochs: rows,
    stepsPerEpoch: 100,
    numerics: on('cpu'),
    ...of,
  };
  return run as RunSummary;
};

it('goes by whole epochs alone, not by one that a limit ended early', () => {
  const brief = told('brief', [{ step: 3, seconds: 0.1 }]);
  const longer = told('longer', [
    { step: 100, seconds: 5 },
    { step: 110, seconds: 0.5 },
  ]);
  expect(earlierLike(spec, [brief, longer], 'cpu')).toMatchObject({
    run: { id: 'longer' },
    secondsPerEpoch: 5,
  });
  expect(earlierLike(spec, [brief], 'cpu')).toBeUndefined();
});

it('does not go by what was trained in a cluster', () => {
  const place = { kind: 'ray', address: 'http://head:8265' };
  const away = told('away', [{ step: 100, seconds: 1 }], { place: place as unknown as RunSummary['place'] });
  expect(earlierLike(spec, [away], 'cpu')).toBeUndefined();
});

it('does not go by what another backend trained, as far as that is known', () => {
  const slow = told('slow', [{ step: 100, seconds: 50 }], { numerics: on('wasm') });
  const fast = told('fast', [{ step: 100, seconds: 5 }]);
  expect(earlierLike(spec, [slow, fast], 'cpu')?.run.id).toBe('fast');
  expect(earlierLike(spec, [slow], 'cpu')).toBeUndefined();
  expect(earlierLike(spec, [slow], undefined)?.run.id).toBe('slow');
});

it('knows that folds hold back another share', () => {
  const folded: RunSpec = { ...spec, validation: { ...spec.validation, folds: 3 } };
  expect(workOf(folded)).not.toBe(workOf(spec));
  expect(workOf({ ...folded, validation: { ...folded.validation, fold: 1 } })).toBe(workOf(folded));
});

it('says how long a run takes by the steps that it has to take', () => {
  const steps = { perEpoch: 100, total: 1000 };
  const within = (stop: Partial<RunSpec['stop']>) => ({ stop: { ...spec.stop, ...stop } });
  const start = { run: 'a-run', checkpoint: '0004-400', mode: 'continue', fit: 'exact' } as const;
  expect(secondsOfRun(5, within({}), steps)).toBe(50);
  expect(secondsOfRun(5, within({ steps: 20 }), { ...steps, total: 20 })).toBe(1);
  expect(secondsOfRun(5, { ...within({}), start }, steps)).toBe(30);
  expect(secondsOfRun(5, { ...within({}), start: { ...start, mode: 'weights' } }, steps)).toBe(50);
  expect(secondsOfRun(5, within({ minutes: 0.5 }), steps)).toBe(30);
});
