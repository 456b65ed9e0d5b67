import { expect, it } from 'vitest';
import { CLUSTER_BACK, clusterAway, clusterAwayWords, trainsThereWords } from '@shared/place/cluster-events';

const away = clusterAwayWords('http://head:8265');
const log = (...texts: string[]) => texts.map((text) => ({ text }));

it('a cluster is away from the line that says so to the one that says otherwise', () => {
  expect(away).toContain('ray://head:8265');
  expect(clusterAway([])).toBeUndefined();
  expect(clusterAway(log(trainsThereWords('node-1'), away, 'Removed a checkpoint.'))).toBe(away);
  expect(clusterAway(log(trainsThereWords('node-1'), away, CLUSTER_BACK))).toBeUndefined();
  expect(clusterAway(log(away, trainsThereWords('node-2')))).toBeUndefined();
});
