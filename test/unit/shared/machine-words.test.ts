import { expect, it } from 'vitest';
import { meanwhileWords, unknownMachineWords } from '@shared/machines/machine-words';

it('promises that a run trains on only where its Trainyard is known to be there', () => {
  expect(meanwhileWords({ state: 'unreachable' })).toContain('waits at its last checkpoint');
  expect(meanwhileWords({ state: 'refused' })).toBe('Training there does not need this connection.');
});

it('says which machines are known where one is not, or how to add the first', () => {
  expect(unknownMachineWords('nobox', [])).toBe(
    'There is no machine called nobox: none is known yet, and the settings or `trainyard machines add` add one.',
  );
  expect(unknownMachineWords('attic', ['box'])).toBe('There is no machine called attic: known is box.');
  expect(unknownMachineWords('gpubox', ['lab', 'gpu-box'])).toBe(
    'There is no machine called gpubox: known are lab, gpu-box. Did you mean "gpu-box"?',
  );
});
