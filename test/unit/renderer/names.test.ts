import { branchedSpec, continuedSpec, nextFreeName, untakenName } from '@shared/spec/derive';
import { presets } from '@shared/spec/presets';
import { runSpecSchema } from '@shared/spec/run-spec';
import { sweepNameSchema } from '@shared/sweep/sweep-spec';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const parent = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });
const from = {
  id: 'e0002-s000000844',
  run: '20261123-214500-k3fq',
  runName: 'digits-mlp',
  epoch: 2,
  step: 844,
};

it('proposes names that no run has yet', () => {
  const taken = new Set(['digits-mlp', 'digits-mlp-2', 'digits-mlp-3']);
  expect(nextFreeName('digits-mlp', new Set())).toBe('digits-mlp-2');
  expect(nextFreeName('digits-mlp', taken)).toBe('digits-mlp-4');
  expect(continuedSpec(parent, from, taken).name).toBe('digits-mlp-4');
  expect(branchedSpec(parent, from, taken).name).toBe('digits-mlp-4');
});

it('proposes names that are never too long, however many are taken', () => {
  const name = fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }).filter((text) => text.length <= 60);
  fc.assert(
    fc.property(fc.oneof(name, fc.constant('x'.repeat(60)), fc.constant(`-${'9'.repeat(59)}`)), (first) => {
      const taken = new Set<string>();
      for (let time = 0; time < 12; time++) {
        const next = untakenName(first, taken, 60);
        expect(taken.has(next)).toBe(false);
        expect(next.length).toBeLessThanOrEqual(60);
        expect(next).not.toMatch(/\p{Surrogate}/u);
        taken.add(next);
      }
    }),
    { numRuns: 30 },
  );
  expect(untakenName('x'.repeat(60), new Set(['x'.repeat(60)]), 60)).toBe(`${'x'.repeat(58)}-2`);
  expect(sweepNameSchema.safeParse(`${'x'.repeat(58)}-2`).success).toBe(true);
  const long = nextFreeName('y'.repeat(80), new Set());
  expect(long).toBe(`${'y'.repeat(78)}-2`);
  expect(runSpecSchema.safeParse({ ...parent, name: long }).success).toBe(true);
});

it('counts no date on', () => {
  expect(nextFreeName('at-20261123214500123456', new Set())).toBe('at-20261123214500123456-2');
});

it('gives a run that goes on as many epochs and steps again, where those of its parent are used up', () => {
  const at = (epochs: number, steps: number) => ({ ...parent, epochs, stop: { ...parent.stop, steps } });
  expect(continuedSpec(at(2, 0), from)).toMatchObject({ epochs: 4, stop: { steps: 0 } });
  expect(continuedSpec(at(5, 844), from)).toMatchObject({ epochs: 5, stop: { steps: 1688 } });
  expect(continuedSpec(at(5, 2000), from)).toMatchObject({ epochs: 5, stop: { steps: 2000 } });
});
