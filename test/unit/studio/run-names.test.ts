import fc from 'fast-check';
import { expect, it } from 'vitest';
import { presets, suitingPresets } from '@shared/spec/presets';
import { freeName, newRunId, specWithFreeName } from '../../../src-main/studio/run-names';

const digits = { id: 'digits', classes: [...'0123456789'] };

it('runs are named by their data and model, and no two alike', () => {
  const names = suitingPresets({}).map(({ id }) => freeName(presets[id].spec(digits), new Set()));
  expect(names).toEqual(['digits-mlp', 'digits-cnn', 'digits-resnet']);
  expect(freeName(presets.resnet.spec(digits), new Set(['digits-resnet']))).toBe('digits-resnet-2');
});

it('a run of a dataset with a long name has no longer a name than a run may have', () => {
  const spec = presets.resnet.spec({ ...digits, id: `some-source:${'d'.repeat(64)}` });
  const taken = new Set<string>();
  for (let time = 0; time < 12; time++) {
    const name = freeName(spec, taken);
    expect(name).toMatch(/^some-source:d+-resnet(?:-\d+)?$|^some-source:d+-res\w*-\d+$/);
    expect(name.length).toBeLessThanOrEqual(80);
    taken.add(name);
  }
  expect(taken.size).toBe(12);
});

it('a spec that is sent to another studio says its name only where the usual one is taken here', () => {
  const spec = presets.mlp.spec(digits);
  expect(specWithFreeName(spec, new Set(['digits-cnn']))).toBe(spec);
  expect(specWithFreeName(spec, new Set(['digits-mlp', 'digits-mlp-2']))).toEqual({
    ...spec,
    name: 'digits-mlp-3',
  });
  expect(specWithFreeName({ ...spec, name: 'tidy' }, new Set(['tidy']))).toMatchObject({ name: 'tidy-2' });
  expect(specWithFreeName('no spec', new Set(['digits-mlp']))).toBe('no spec');
});

it('ids sort by the order in which runs were made, in one second and by a clock that is set back too', () => {
  const steps = fc.array(fc.integer({ min: -5000, max: 1500 }), { minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(steps, (milliseconds) => {
      let now = Date.parse('2026-11-29T23:59:58.500Z');
      let newest: string | undefined;
      for (const each of milliseconds) {
        now += each;
        const id = newRunId(new Date(now), newest);
        expect(id).toMatch(/^\d{8}-\d{6}-[a-z2-9]{4}$/);
        if (newest !== undefined) {
          expect(id > newest && id.localeCompare(newest) > 0, `${newest} before ${id}`).toBe(true);
        }
        newest = id;
      }
    }),
  );
  // Whatever letters somebody gave the newest.
  expect(newRunId(new Date(0), '20261129-235958-zzzz').slice(0, 15)).toBe('20261129-235959');
  expect(newRunId(new Date(0), '20261129-235958-1lo0') > '20261129-235958-1lo0').toBe(true);
});
