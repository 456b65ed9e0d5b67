import { expect, it } from 'vitest';
import type { ListedRun } from '@shared/contract/run';
import { championsOf } from '../../../src-renderer/pages/runs/champions';

type Told = Pick<ListedRun, 'id' | 'best' | 'spec' | 'datasetFingerprint'>;
const told = (id: string, dataset: string, valLoss: number | null): ListedRun => {
  const run = {
    id,
    spec: { data: { dataset } },
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
