import { expect, it } from 'vitest';
import { useQueue } from '../../../../src-renderer/stores/queue';
import { onPage } from '../on-page';

it('a run that has left the queue is before all that wait, however often that is told', () => {
  const queue = onPage({ queue: {} })(useQueue);
  const told = (...order: string[]) => queue.put({ order, held: null, waitingForWord: [], cutShort: [] });
  const sorted = () => ['last', 'b', 'a'].toSorted((one, other) => queue.turnOf(one) - queue.turnOf(other));
  told('a', 'b');
  expect(sorted()).toEqual(['a', 'b', 'last']);
  told('b');
  told('b');
  expect(sorted()).toEqual(['a', 'b', 'last']);
});
