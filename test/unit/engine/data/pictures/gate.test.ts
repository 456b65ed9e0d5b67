import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Gate } from '../../../../../src-main/engine/data/pictures/gate';
import { inOrder } from '../../../../../src-main/engine/data/pictures/in-order';

it('lets no more weight through than the limit, and all of it in the end', async () => {
  const gate = new Gate(10);
  let [inside, most] = [0, 0];
  const done: number[] = [];
  const weights = [4, 4, 4, 25, 1, 9, 10, 2];
  await Promise.all(
    weights.map((weight, index) =>
      gate.pass(weight, async () => {
        inside += Math.min(weight, 10);
        most = Math.max(most, inside);
        await sleep(1);
        inside -= Math.min(weight, 10);
        done.push(index);
      }),
    ),
  );
  expect(most).toBe(10);
  expect(done.toSorted()).toEqual([...weights.keys()]);
});

it('makes room again after work that fails', async () => {
  const gate = new Gate(1);
  const failing = gate.pass(1, () => Promise.reject(new Error('no')));
  const next = gate.pass(1, () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

it('hands results on in order, works on some at a time, and waits for them when left', async () => {
  let [underWay, most] = [0, 0];
  const work = async (item: number) => {
    most = Math.max(most, ++underWay);
    await sleep((item % 3) * 3);
    underWay--;
    if (item === 13) throw new Error('unlucky');
    return item;
  };
  const seen: number[] = [];
  const all = async () => {
    for await (const item of inOrder(
      Array.from({ length: 20 }, (_, at) => at),
      4,
      work,
    ))
      seen.push(item);
  };
  await expect(all()).rejects.toThrow('unlucky');
  expect(seen).toEqual(Array.from({ length: 13 }, (_, at) => at));
  expect(most).toBe(4);
  expect(underWay).toBe(0);
});
