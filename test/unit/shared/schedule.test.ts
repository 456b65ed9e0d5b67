import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt, scheduleFactor } from '@shared/schedule/learning-rate';
import { afterEpoch, freshPlateau, type PlateauState } from '@shared/schedule/plateau';
import { plateauScheduleSchema, scheduleSchema, type Schedule } from '@shared/spec/schedule';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const steps = fc.integer({ min: 1, max: 5000 });
const optionalSteps = fc.option(steps, { nil: undefined });
const as = (fields: fc.Arbitrary<object>) => fields.map((its): Schedule => scheduleSchema.parse(its));

const linear = as(fc.record({ name: fc.constant('linear'), endFactor: share, steps: optionalSteps }));
const cosine = as(fc.record({ name: fc.constant('cosine'), endFactor: share, steps: optionalSteps }));
const exponential = as(
  fc.record({
    name: fc.constant('exponential-decay'),
    decayRate: fc.double({ min: 0.01, max: 1, noNaN: true }),
    transitionSteps: steps,
  }),
);
const warmup = as(
  fc.record({
    name: fc.constant('warmup-cosine'),
    warmupSteps: steps,
    startFactor: share,
    endFactor: share,
    steps: optionalSteps,
  }),
);
const oneCycle = as(
  fc.record({
    name: fc.constant('one-cycle'),
    warmupShare: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    divFactor: fc.double({ min: 1, max: 100, noNaN: true }),
    steps: optionalSteps,
  }),
);
const restarts = as(
  fc.record({
    name: fc.constant('cosine-restarts'),
    cycleSteps: steps,
    cycleFactor: fc.double({ min: 1, max: 3, noNaN: true }),
    peakFactor: fc.double({ min: 0.1, max: 1, noNaN: true }),
    endFactor: share,
  }),
);
const falling = fc.oneof(linear, cosine, exponential);
const any = fc.oneof(falling, warmup, oneCycle, restarts);

describe('schedules', () => {
  it('stay between 0 and the learning rate', () => {
    fc.assert(
      fc.property(any, steps, fc.nat(20_000), (schedule, total, count) => {
        const factor = scheduleFactor(schedule, count, total);
        expect(factor).toBeGreaterThanOrEqual(0);
        expect(factor).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('that fall never rise', () => {
    fc.assert(
      fc.property(falling, steps, fc.nat(6000), (schedule, total, count) => {
        expect(scheduleFactor(schedule, count + 1, total)).toBeLessThanOrEqual(
          scheduleFactor(schedule, count, total) + 1e-12,
        );
      }),
    );
  });

  it('have no jumps where they are smooth', () => {
    const smooth = fc.oneof(
      as(fc.record({ name: fc.constantFrom('linear', 'cosine'), endFactor: share })),
      as(fc.record({ name: fc.constant('warmup-cosine'), warmupSteps: fc.integer({ min: 100, max: 900 }) })),
      as(fc.record({ name: fc.constant('one-cycle') })),
    );
    fc.assert(
      fc.property(smooth, fc.nat(1100), (schedule, count) => {
        const [before, after] = [0, 1].map((later) => scheduleFactor(schedule, count + later, 1000));
        // Half a cosine over 100 steps falls by π / 200 at most.
        expect(Math.abs(after! - before!)).toBeLessThan(0.017);
      }),
    );
  });

  it('of exponential decay have no jumps but those of a staircase', () => {
    const decays = fc.record({
      decayRate: fc.double({ min: 0.1, max: 1, noNaN: true }),
      transitionSteps: steps,
    });
    fc.assert(
      fc.property(decays, fc.nat(20_000), ({ decayRate, transitionSteps }, count) => {
        const factor = (staircase: boolean, at: number) =>
          scheduleFactor({ name: 'exponential-decay', decayRate, transitionSteps, staircase }, at, 1000);
        const [before, after] = [factor(false, count), factor(false, count + 1)];
        // Each step takes the same share of what is left.
        expect(after).toBeCloseTo(before * decayRate ** (1 / transitionSteps), 9);
        const isStair = (count + 1) % transitionSteps === 0;
        expect(factor(true, count + 1)).toBeCloseTo(factor(true, count) * (isStair ? decayRate : 1), 9);
      }),
    );
  });

  it('with restarts jump up only where a cycle begins, and fall smoothly in between', () => {
    const cycles = fc.record({
      cycleSteps: fc.integer({ min: 10, max: 200 }),
      cycleFactor: fc.constantFrom(1, 1.5, 2),
      peakFactor: fc.double({ min: 0.3, max: 1, noNaN: true }),
      endFactor: fc.double({ min: 0, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(cycles, fc.nat(3000), (fields, count) => {
        const schedule: Schedule = { name: 'cosine-restarts', ...fields };
        const starts = new Set<number>();
        let [start, length] = [0, fields.cycleSteps];
        while (start <= count + 1) {
          starts.add(start);
          start += length;
          length = Math.round(length * fields.cycleFactor);
        }
        const change = scheduleFactor(schedule, count + 1, 1000) - scheduleFactor(schedule, count, 1000);
        if (starts.has(count + 1)) expect(change).toBeGreaterThan(-1e-12);
        else {
          expect(change).toBeLessThanOrEqual(1e-12);
          // Half a cosine over its shortest cycle falls by that much in a step at most.
          expect(change).toBeGreaterThanOrEqual(-Math.PI / (2 * fields.cycleSteps) - 1e-9);
        }
      }),
    );
  });

  it('end where they are said to end, and stay there', () => {
    fc.assert(
      fc.property(share, steps, fc.nat(100), (endFactor, total, later) => {
        for (const name of ['linear', 'cosine'] as const) {
          expect(scheduleFactor({ name, endFactor }, total + later, total)).toBeCloseTo(endFactor, 9);
        }
      }),
    );
  });

  it('restart cycles as counted one by one, quickly even when there are very many', () => {
    const schedule = scheduleSchema.parse({
      name: 'cosine-restarts',
      cycleSteps: 4,
      cycleFactor: 1,
      peakFactor: 0.5,
    });
    expect(scheduleFactor(schedule, 8, 100)).toBeCloseTo(0.25, 12);
    expect(scheduleFactor(schedule, 9, 100)).toBeCloseTo(0.25 * scheduleFactor(schedule, 1, 100), 12);
    expect(scheduleFactor(schedule, 4e9, 5e9)).toBe(0);
  });

  it('change in steps after the step that is named, one factor on top of the other', () => {
    const schedule: Schedule = {
      name: 'piecewise-constant',
      boundaries: [
        { step: 10, factor: 0.5 },
        { step: 20, factor: 0.1 },
      ],
    };
    const rate = (step: number) => learningRateAt({ learningRate: 2, schedule }, step, 100);
    expect([1, 10, 11, 20, 21].map(rate)).toEqual([2, 2, 1, 1, 0.1]);
  });
});

describe('reduce on plateau', () => {
  const settings = plateauScheduleSchema.parse({
    name: 'reduce-on-plateau',
    patience: 2,
    cooldown: 1,
    endFactor: 0.2,
  });
  const after = (losses: readonly number[]) =>
    losses.reduce<PlateauState>((state, loss) => afterEpoch(settings, state, loss), freshPlateau);

  it('waits for its patience, reduces, rests, and counts anew', () => {
    expect(after([1, 1])).toMatchObject({ factor: 1, epochsWithout: 1 });
    expect(after([1, 1, 1])).toMatchObject({ factor: 0.5, epochsWithout: 0, cooldownLeft: 1 });
    expect(after([1, 1, 1, 1])).toMatchObject({ factor: 0.5, epochsWithout: 0, cooldownLeft: 0 });
    expect(after([1, 1, 1, 1, 1, 1])).toMatchObject({ factor: 0.25 });
  });

  it('never reduces while the loss falls', () => {
    const losses = Array.from({ length: 50 }, (_, epoch) => 0.9 ** epoch);
    expect(after(losses).factor).toBe(1);
  });

  it('keeps the best, comes down by its factor alone, and stops at its end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (losses) => {
          let state = freshPlateau;
          for (const loss of losses) {
            const next = afterEpoch(settings, state, loss);
            expect([state.factor, Math.max(state.factor * 0.5, 0.2)]).toContain(next.factor);
            expect(next.factor).toBeGreaterThanOrEqual(0.2);
            expect(next.best).toBeLessThanOrEqual(state.best ?? Infinity);
            state = next;
          }
        },
      ),
    );
  });
});
