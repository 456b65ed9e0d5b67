import { describe, expect, it } from 'vitest';
import { callSizes, StepsPerCall } from '../../../../src-main/engine/compile/steps-per-call';

/** Calls of as many steps as are due, when a step takes so long; the sizes that they had. */
function calls(rule: StepsPerCall, count: number, millisecondsOfStep: number): number[] {
  return Array.from({ length: count }, () => {
    const steps = rule.now;
    rule.took(steps, steps * millisecondsOfStep);
    return steps;
  });
}

describe('the sizes of calls', () => {
  it.each([
    [1, [1]],
    [3, [1, 2]],
    [4, [1, 2, 4]],
    [8, [1, 2, 4, 8]],
  ])('up to %i', (most, sizes) => expect(callSizes(most)).toEqual(sizes));
});

describe('how many steps a call takes', () => {
  it('is one until four calls are known, then as many as fit', () => {
    expect(calls(new StepsPerCall(8), 6, 1)).toEqual([1, 1, 1, 1, 8, 8]);
    expect(calls(new StepsPerCall(8), 6, 8)).toEqual([1, 1, 1, 1, 4, 4]);
    expect(calls(new StepsPerCall(8), 6, 15)).toEqual([1, 1, 1, 1, 2, 2]);
    expect(calls(new StepsPerCall(8), 6, 30)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('is never more than the limit', () => {
    expect(calls(new StepsPerCall(2), 6, 0.1)).toEqual([1, 1, 1, 1, 2, 2]);
    expect(calls(new StepsPerCall(1), 6, 0.1)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('is halved after each call that took too long, down to one', () => {
    const rule = new StepsPerCall(8);
    calls(rule, 4, 1);
    expect(calls(rule, 5, 30)).toEqual([8, 4, 2, 1, 1]);
  });

  it('grows again when there is room, and not because of one quick call', () => {
    const rule = new StepsPerCall(8);
    calls(rule, 4, 1);
    calls(rule, 3, 30);
    expect(rule.now).toBe(1);
    calls(rule, 3, 30);
    rule.took(1, 1);
    expect(rule.now).toBe(1);
    calls(rule, 3, 1);
    expect(rule.now).toBe(8);
  });

  it('does not flap where a larger call would just fit', () => {
    const rule = new StepsPerCall(8);
    // Eight of them take 44 ms, which a little disturbance makes too long.
    expect(new Set(calls(rule, 40, 5.5).slice(4))).toEqual(new Set([4]));
  });

  it('takes no smaller call for one of its size', () => {
    const rule = new StepsPerCall(8);
    calls(rule, 4, 1);
    rule.took(1, 100);
    expect(rule.now).toBe(8);
  });
});
