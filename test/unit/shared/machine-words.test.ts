import { expect, it } from 'vitest';
import { meanwhileWords } from '@shared/machines/machine-words';

it('promises that a run trains on only where its Trainyard is known to be there', () => {
  expect(meanwhileWords({ state: 'unreachable' })).toContain('waits at its last checkpoint');
  expect(meanwhileWords({ state: 'refused' })).toBe('Training there does not need this connection.');
});
