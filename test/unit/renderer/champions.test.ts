import { expect, it } from 'vitest';
import type { ListedRun } from '@shared/contract/run';
import { championsOf } from '../../../src-renderer/pages/runs/champions';

type Told = Pick<ListedRun, 'id' | 'best' | 'spec' | 'datasetFingerprint'>;
const told = (
  id: string,
  dataset: string,
  valLoss: number | null,
  made: Pick<ListedRun['spec'], 'loss' | 'labelSmoothing'> = {},
): ListedRun => {
  const run = {
    id,
    spec: { data: { dataset }, ...made },
    datasetFingerprint: `print of ${dataset.replace('box:', '')}`,
    best: valLoss === null ? null : { valLoss },
  } as unknown as Told;
  return run as ListedRun;
};

it('crowns the lowest loss on each dataset, and nobody who is alone on theirs', () => {
  const runs = [
    told('a', 'digits', 0.4),
    told('b', 'digits', 0.2),
    told('c', 'digits', null),
    told('d', 'table', 0.1),
    told('e', 'pictures', 0.3),
    told('f', 'pictures', null),
  ];
  expect([...championsOf(runs)]).toEqual(['b']);
});

it('knows the same data on another machine', () => {
  const runs = [told('a', 'digits', 0.4), told('box:b', 'box:digits', 0.2), told('c', 'digits', 0.3)];
  expect([...championsOf(runs)]).toEqual(['box:b']);
});

it('lets only runs that make the same loss small beat each other', () => {
  const squared = { loss: 'mean-squared-error', labelSmoothing: 0 } as const;
  const huber = { loss: 'huber', labelSmoothing: 0 } as const;
  const smoothed = { loss: 'softmax-cross-entropy', labelSmoothing: 0.1 } as const;
  const runs = [
    told('a', 'prices', 0.4, squared),
    told('b', 'prices', 0.3, squared),
    told('c', 'prices', 0.2, huber),
    told('d', 'prices', 0.1, huber),
    told('e', 'digits', 0.5, { ...smoothed, labelSmoothing: 0 }),
    told('f', 'digits', 0.9, smoothed),
    // Of what an older Trainyard on another machine lists, it is not known.
    told('box:g', 'box:prices', 0.01),
  ];
  expect([...championsOf(runs)]).toEqual(['b', 'd']);
});
