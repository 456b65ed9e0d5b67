import type { EngineReport } from '@shared/contract/engine';
import type { OnDiskFull } from '@shared/spec/checkpoint-policy';
import { runEvent } from './report-channel';

const MEANWHILE: Record<OnDiskFull, string> = {
  pause: 'Training waits with its next checkpoint until there is space.',
  'go-on': 'Training goes on, and the newest one is saved as soon as there is space.',
  stop: 'The run ends.',
};

/** What the run's log says when the disk is found full, and when there is space again. */
export const spaceEvent = (isFull: boolean, step: number, onDiskFull: OnDiskFull): EngineReport =>
  isFull
    ? runEvent(
        `The disk is full: the checkpoint at step ${step} could not be saved. ${MEANWHILE[onDiskFull]}`,
        'warning',
      )
    : runEvent(`There is space on the disk again: the checkpoint at step ${step} is saved.`);
