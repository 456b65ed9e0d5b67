import { describe, expect, it } from 'vitest';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import { newRunId } from '../../../src-main/studio/run-names';
import { newestFirst } from '../../../src-main/studio/saved-order';

describe('a clock that was set back', () => {
  it('does not put a new run before older ones, and a run of the future spoils one second only', () => {
    const first = newRunId(new Date('2026-11-24T10:00:00Z'));
    const second = newRunId(new Date('2026-11-24T09:00:00Z'), first);
    const third = newRunId(new Date('2026-11-24T09:00:01Z'), second);
    expect(first).toMatch(/^20261124-100000-/);
    // The next second, where the letters of this one are used up.
    expect(second).toMatch(/^20261124-10000[01]-/);
    expect([third, second, first].sort()).toEqual([first, second, third]);
    expect(newRunId(new Date('2026-11-24T11:00:00Z'), third)).toMatch(/^20261124-110000-/);
    expect(newRunId(new Date('2026-11-24T11:00:00Z'), 'an-id-of-another-kind')).toMatch(/^20261124-110000-/);
  });

  it('does not change the order of checkpoints of a run', () => {
    const at = (run: string, id: string, savedAt: string) =>
      ({ run, id, savedAt }) as unknown as CheckpointSummary;
    const one = [
      at('a', '0001-10', '2026-11-24T10:00:00Z'),
      at('a', '0002-20', '2026-11-24T09:00:00Z'),
      at('a', '0003-30', '2026-11-24T09:30:00Z'),
    ];
    const other = [at('b', '0001-10', '2026-11-24T09:15:00Z'), at('b', '0002-20', '2026-11-24T10:30:00Z')];
    expect(newestFirst([one, other]).map(({ run, id }) => `${run} ${id}`)).toEqual([
      'b 0002-20',
      'a 0003-30',
      'a 0002-20',
      'a 0001-10',
      'b 0001-10',
    ]);
  });
});
