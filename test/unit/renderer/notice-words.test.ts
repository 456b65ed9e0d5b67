import { describe, expect, it } from 'vitest';
import { MUCH_SLOWER, stepWords } from '@shared/model/step-words';
import { diskFullNotice, endNotice, plainStepNotice } from '../../../src-renderer/pages/run/notice-words';

type Ended = Parameters<typeof endNotice>[0];
const run = (changes: Partial<Ended>): Ended => ({
  state: 'failed',
  pausedBy: null,
  reason: 'The loss is NaN at step 12345.',
  resumableFrom: null,
  ...changes,
});

describe('over the page of a run', () => {
  it('it says why the plain step is used, until the step is compiled again', () => {
    const log = [
      { text: `Started on TensorFlow, ${stepWords('eager')}` },
      { text: `The compiled step differs at step 12345, so the plain one is used, ${MUCH_SLOWER}.` },
    ];
    expect(plainStepNotice(log)).toEqual({
      title: 'This run is not compiled.',
      text: `The compiled step differs at step 12,345, so the plain one is used, ${MUCH_SLOWER}.`,
    });
    const compiled = { text: `Started on TensorFlow, ${stepWords('compiled')}` };
    expect(plainStepNotice([...log, compiled])).toBeUndefined();
    expect(plainStepNotice([log[0]!])).toBeUndefined();
  });

  it('it says why a run ended early, and whether it can go on', () => {
    expect(endNotice(run({}))).toEqual({
      title: 'This run failed.',
      text: 'The loss is NaN at step 12,345.',
      rest: 'It has no checkpoint to go on from.',
    });
    expect(endNotice(run({ state: 'interrupted', resumableFrom: '0002-12345' }))).toMatchObject({
      title: 'This run was interrupted.',
      rest: 'It can go on from its last checkpoint, at step 12,345.',
    });
  });

  it('it leaves that out where the reason says it', () => {
    const reason = 'The disk is full: free some space, then resume.';
    expect(endNotice(run({ reason, resumableFrom: '0002-100' }))?.rest).toBe('');
    expect(endNotice(run({ state: 'completed', reason: 'It reached 98 %.' }))).toEqual({
      title: '',
      text: 'It reached 98 %.',
      rest: '',
    });
  });

  it('it says nothing of what somebody wanted', () => {
    expect(endNotice(run({ state: 'running', reason: null }))).toBeUndefined();
    expect(endNotice(run({ state: 'completed', reason: null }))).toBeUndefined();
    expect(endNotice(run({ state: 'paused', pausedBy: 'person' }))).toBeUndefined();
    expect(endNotice(run({ state: 'paused', pausedBy: 'battery' }))?.title).toBe('This run is paused.');
  });

  it('it says what training does at a full disk', () => {
    expect(diskFullNotice('go-on').text).toContain('Training goes on');
    expect(diskFullNotice('pause').text).toContain('Training waits');
  });
});
