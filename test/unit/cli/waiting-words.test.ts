import { describe, expect, it } from 'vitest';
import { queueSummarySchema, type QueueSummary } from '@shared/contract/queue';
import type { RunState } from '@shared/contract/run';
import { cutShortWords, underWay, waitWords } from '../../../src-main/cli/waiting-words';

const run = (id: string, state: RunState = 'queued') => ({ id: `run-${id}`, name: `cnn-${id}`, state });
const runs = [run('a', 'running'), run('b'), run('c'), run('d', 'interrupted')];
const queue = (partial: Partial<QueueSummary>): QueueSummary =>
  queueSummarySchema.parse({ order: [], held: null, waitingForWord: [], cutShort: [], ...partial });

describe('in the terminal', () => {
  it('a run that was just queued says what it waits for', () => {
    expect(waitWords('run-c', queue({ order: ['run-b', 'run-c'] }), runs)).toBe(
      'It waits for 2 runs before it.',
    );
    expect(waitWords('run-b', queue({ order: ['run-b', 'run-c'] }), runs)).toBe(
      'It waits for 1 run before it.',
    );
    const held = queue({ order: ['run-c'], held: 'person' });
    expect(waitWords('run-c', held, runs)).toContain('`trainyard queue release`');
    expect(waitWords('run-c', queue({ order: ['run-c'], held: 'battery' }), runs)).toContain('battery');
  });

  it('a run that starts at once says nothing, whatever waits for somebody’s word', () => {
    const standing = [run('b'), run('c')];
    expect(waitWords('run-c', queue({}), standing)).toBeUndefined();
    const waiting = queue({ order: ['run-b', 'run-c'], waitingForWord: ['run-b'] });
    expect(waitWords('run-c', waiting, standing)).toBeUndefined();
  });

  it('a run that was taken off the queue trains, though that is not written down yet', () => {
    expect(underWay(runs, queue({ order: ['run-c'] })).map(({ id }) => id)).toEqual(['run-a', 'run-b']);
  });

  it('what was cut short is offered to go on, by its name', () => {
    expect(cutShortWords(queue({}), runs)).toBeUndefined();
    const cut = queue({ cutShort: ['run-d'], order: ['run-b'], waitingForWord: ['run-b'] });
    expect(cutShortWords(cut, runs)).toBe(
      'When Trainyard was closed, cnn-d trained and 1 run waited: `trainyard queue go-on` goes on with all.',
    );
    const waited = queue({ order: ['run-b', 'run-c'], waitingForWord: ['run-b', 'run-c'] });
    expect(cutShortWords(waited, runs)).toContain('closed, 2 runs waited:');
  });
});
