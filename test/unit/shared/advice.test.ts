import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { advise, lossStretches, MOST_STRETCHES } from '@shared/advice/advise';
import type { RecordedRun } from '@shared/advice/recorded-run';
import { thinLosses } from '@shared/advice/thin-losses';
import { epochDetailSchema } from '@shared/contract/recorded';
import { epochRowSchema } from '@shared/contract/run';
import { thinSeries } from '@shared/series/thin';
import { withValueAt } from '@shared/spec/path';
import { runSpecSchema } from '@shared/spec/run-spec';

/** What real runs of a few minutes recorded; numbers have five digits, histograms are left out. */
const column = z.array(z.number());
const recordedSchema = z.record(
  z.string(),
  z.object({
    spec: runSpecSchema,
    classes: z.array(z.string()),
    epochs: z.array(epochRowSchema),
    losses: z.array(z.object({ step: z.number(), loss: z.number() })),
    norms: z.object({ step: column, gradientNorm: column, updateRatio: column }),
    details: z.array(epochDetailSchema),
  }),
);
const recorded = recordedSchema.parse(
  JSON.parse(readFileSync(new URL('../../reference/recorded-runs.json', import.meta.url), 'utf8')),
);
const run = (name: string): RecordedRun => {
  const its = recorded[name];
  if (!its) throw new Error(`no run ${name}`);
  return its;
};

describe('advice on real runs', () => {
  it.each([
    'mlp, digits, 20 epochs',
    'mlp, digits, SGD',
    'cnn, digits',
    'mlp, Fashion-MNIST, 4 epochs',
    'mlp, Fashion-MNIST, 20 epochs',
    'mlp, 12,000 of Fashion-MNIST, 25 epochs, on a plateau',
  ])('has nothing to say of one that learns well, whenever it is looked at: %s', (name) => {
    const whole = run(name);
    for (let seen = 0; seen <= whole.epochs.length; seen++) {
      const step = whole.epochs[seen - 1]?.step ?? 0;
      const rows = whole.norms.step as number[];
      const until = rows.filter((at) => at <= step).length;
      const part: RecordedRun = {
        ...whole,
        epochs: whole.epochs.slice(0, seen),
        losses: whole.losses.filter((one) => one.step <= step),
        norms: {
          step: rows.slice(0, until),
          gradientNorm: Array.from(whole.norms.gradientNorm).slice(0, until),
          updateRatio: Array.from(whole.norms.updateRatio).slice(0, until),
        },
        details: whole.details.filter(({ epoch }) => epoch <= seen),
      };
      expect(advise(part), `after ${seen} epochs`).toEqual([]);
    }
  });

  it.each([
    ['Adam at 0.3', 'rate-too-high', /from 2\.29 to 419 about step 2/, 'Learning rate 0.001'],
    ['SGD with momentum at 1', 'rate-too-high', /got worse again/, 'Learning rate 0.1'],
    ['SGD at 3', 'dead-layers', /Layer 2 \(dense\)/, 'Learning rate 0.3'],
    ['five layers, ReLU, Adam at 0.1', 'dead-layers', /Layers 2 .* and 5/, 'Learning rate 0.01'],
    ['Adam at 5e-8', 'rate-too-low', /flat/, 'Learning rate 0.001'],
    ['nine layers, sigmoid', 'vanishing-gradients', /times smaller/, 'Use ReLU in the hidden layers'],
    ['120 samples of validation', 'validation-small', /only 120 samples/, 'Hold back 10 % for validation'],
    [
      'mlp, 12,000 of Fashion-MNIST, 45 epochs at 0.004',
      'over-fitting',
      /from 0.3723 to 0.5599 since epoch 6.* from 0.3397 to 0.0944/,
      'Add dropout 0.3',
    ],
  ])('says what is wrong with one that does not: %s', (name, kind, words, mend) => {
    const [first, ...rest] = advise(run(name));
    expect(first).toMatchObject({ kind, title: expect.stringMatching(words) });
    expect(first?.mends[0]?.label).toBe(mend);
    expect(rest).toEqual([]);
  });

  it('offers the usual rate where a tenth of it would still be far off, whatever the rate has done', () => {
    for (const name of ['Adam at 0.3', 'five layers, ReLU, Adam at 0.1']) {
      const its = run(name);
      const spec = { ...its.spec, optimizer: { ...its.spec.optimizer, learningRate: 10 } };
      expect(advise({ ...its, spec })[0]?.mends[0]?.label).toBe('Learning rate 0.001');
    }
  });

  it('offers only changes that make a spec', () => {
    for (const [name, its] of Object.entries(recorded)) {
      for (const { changes, label } of advise(its).flatMap(({ mends }) => mends)) {
        const changed = changes.reduce<unknown>(
          (spec, { path, value }) => withValueAt(spec, path, value),
          its.spec,
        );
        expect(runSpecSchema.safeParse(changed).error, `${name}: ${label}`).toBeUndefined();
        expect(changed).not.toEqual(its.spec);
      }
    }
  });
});

describe('advice on made-up runs', () => {
  const healthy = run('mlp, digits, 20 epochs');
  const epochs = (validation: readonly number[], training: readonly number[]) =>
    validation.map((valLoss, at) => ({
      ...healthy.epochs[0]!,
      epoch: at + 1,
      step: (at + 1) * 100,
      valLoss,
      trainLoss: training[at]!,
    }));
  const kinds = (its: RecordedRun) => advise(its).map(({ kind }) => kind);

  it('never takes validation loss that only falls for over-fitting', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (falls) => {
          let loss = 2;
          const losses = falls.map((fall) => (loss *= fall));
          expect(kinds({ ...healthy, epochs: epochs(losses, losses) })).not.toContain('over-fitting');
        },
      ),
    );
  });

  it('takes a rise of both losses after a first epoch that fell far for no over-fitting', () => {
    // Recorded with Adam at 0.1 on Fashion-MNIST: the first epoch's mean holds the fall from the start.
    const validation = [0.9118, 1.038, 1.0305, 1.0107, 1.013, 1.0367, 1.082, 1.2552];
    const training = [2.4245, 0.9401, 0.9434, 1.0246, 1.0233, 0.9918, 0.9838, 1.0312];
    expect(kinds({ ...healthy, epochs: epochs(validation, training) })).not.toContain('over-fitting');
  });

  it('says that a loss leapt, though it came down again', () => {
    const losses = healthy.losses.map((one, at) => (at === 1 ? { ...one, loss: 60 } : one));
    const [first, ...rest] = advise({ ...healthy, losses });
    expect(first?.title).toMatch(/leapt from .* to 60 about step 2: the learning rate of 0.001 is too high/);
    expect(rest).toEqual([]);
  });

  it('sees over-fitting wherever it begins, once it has gone on for long enough', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.double({ min: 0.03, max: 0.3, noNaN: true }),
        (turn, rise) => {
          const length = turn + Math.max(5, turn) + Math.ceil(0.2 / rise);
          const at = Array.from({ length }, (_, epoch) => epoch);
          const validation = at.map((epoch) => (epoch < turn ? 2 - epoch / turn : 1 + rise * (epoch - turn)));
          const training = at.map((epoch) => 2 * 0.9 ** epoch);
          const its = { ...healthy, epochs: epochs(validation, training) };
          const advice = advise(its).find(({ kind }) => kind === 'over-fitting');
          const said = Number(/since epoch (\d+)/.exec(advice?.title ?? '')?.[1]);
          expect(Math.abs(said - (turn + 1))).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('names the classes that are never predicted, and those alone', () => {
    const missed = withClasses((at) => at === 3 || at === 7);
    expect(advise(missed)[0]?.title).toContain('2 of 10 classes are never predicted: “3”, “7”');
    expect(kinds(withClasses(() => false))).toEqual([]);
  });
  function withClasses(isMissed: (at: number) => boolean): RecordedRun {
    const details = healthy.details.map((detail) => ({
      ...detail,
      classes: detail.classes.map((its, at) =>
        isMissed(at) ? { ...its, precision: 0, recall: 0, f1: 0 } : its,
      ),
    }));
    return { ...healthy, details };
  }

  it('says at which step a gradient exploded, unless it is clipped', () => {
    const gradientNorm = Array.from(healthy.norms.gradientNorm);
    gradientNorm[50] = 900;
    const its = { ...healthy, norms: { ...healthy.norms, gradientNorm } };
    const [advice] = advise(its);
    expect(advice?.title).toContain(`jumped to 900 at step ${healthy.norms.step[50]}`);
    const clip = { by: 'global-norm' as const, max: 1 };
    expect(advise({ ...its, spec: { ...its.spec, optimizer: { ...its.spec.optimizer, clip } } })).toEqual([]);
  });

  it('says that validation jumps, where it does', () => {
    const jumps = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? 0.5 : 1.5));
    expect(
      kinds({
        ...healthy,
        epochs: epochs(
          jumps,
          jumps.map(() => 0.5),
        ),
      }),
    ).toContain('validation-noisy');
  });

  it('has nothing to say of nothing', () => {
    const norms = { step: [], gradientNorm: [], updateRatio: [] };
    expect(advise({ ...healthy, epochs: [], losses: [], norms, details: [] })).toEqual([]);
  });
});

describe('thinLosses', () => {
  it('gives the same stretches of a thinned series as its rows give', () => {
    const losses = Array.from({ length: 3000 }, (_, row) => (row % 97 === 5 ? NaN : Math.sin(row) + 2));
    const rows = Float64Array.from(losses.flatMap((loss, row) => [row + 1, 0, 0, loss, 0, 0]));
    const meanOf = (from: number, to: number) => {
      const finite = losses.slice(from, to).filter(Number.isFinite);
      return finite.reduce((sum, loss) => sum + loss, 0) / finite.length;
    };
    const wanted = lossStretches(3000, (row) => row + 1, meanOf);
    const stretches = thinLosses(thinSeries(rows, 6, 0));
    expect(stretches.map(({ step }) => step)).toEqual(wanted.map(({ step }) => step));
    for (const [at, { loss }] of stretches.entries()) expect(loss).toBeCloseTo(wanted[at]!.loss, 9);
  });
});

describe('lossStretches', () => {
  it('covers all rows once, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (rows) => {
        const taken: number[] = [];
        const stretches = lossStretches(
          rows,
          (row) => row,
          (from, to) => {
            for (let row = from; row < to; row++) taken.push(row);
            return to - from;
          },
        );
        expect(taken).toEqual(Array.from({ length: rows }, (_, row) => row));
        expect(stretches.length).toBeLessThanOrEqual(MOST_STRETCHES);
        expect(stretches.every(({ loss }) => loss > 0)).toBe(true);
      }),
    );
  });
});
