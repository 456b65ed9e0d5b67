import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { Queue } from '../../../src-main/studio/queue';

let library: Library;
beforeEach(async () => {
  library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-queue-')));
});
const opened: Queue[] = [];
afterEach(async () => {
  for (const queue of opened.splice(0)) await queue.close();
  await rm(library.folder, { recursive: true });
});

async function open(waiting: string[] = [], cutShort: string[] = []): Promise<Queue> {
  const queue = await Queue.open(library, waiting, cutShort, () => {});
  opened.push(queue);
  return queue;
}
const [one, two, three] = ['run-1', 'run-2', 'run-3'] as const;

describe('the queue', () => {
  it('starts the first one first, one that had the device before all others', async () => {
    const queue = await open();
    queue.add(one);
    queue.add(two);
    queue.add(three, true);
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([three, one, two, undefined]);
  });

  it('moves a run to any place, and to the end when that is far', async () => {
    const queue = await open();
    for (const id of [one, two, three]) queue.add(id);
    queue.move(three, 0);
    expect(queue.summary().order).toEqual([three, one, two]);
    queue.move(three, 1);
    expect(queue.summary().order).toEqual([one, three, two]);
    queue.move(one, 99);
    expect(queue.summary().order).toEqual([three, two, one]);
  });

  it('keeps its order and a hold over a restart, and starts nothing of it without a word', async () => {
    const queue = await open();
    for (const id of [one, two]) queue.add(id);
    queue.move(two, 0);
    queue.hold('person');
    await queue.close();
    // Another run was queued in the meantime by a program that died before it wrote the order.
    const again = await open([one, two, three]);
    expect(again.summary()).toMatchObject({ order: [two, one, three], held: 'person' });
    expect(again.summary().waitingForWord).toEqual([two, one, three]);
    again.release('person');
    expect(again.take()).toBe(two);
  });

  it('starts what is new before what nobody has given a word for', async () => {
    const queue = await open([one]);
    expect(queue.take()).toBeUndefined();
    expect(queue.startable()).toBe(0);
    queue.add(two);
    expect(queue.startable()).toBe(1);
    expect(queue.take()).toBe(two);
    expect(queue.take()).toBeUndefined();
  });

  it('is let go by the battery only when the battery held it', async () => {
    const queue = await open();
    queue.add(one);
    queue.hold('person');
    queue.hold('battery');
    queue.release('battery');
    expect(queue.take()).toBeUndefined();
    queue.release('person');
    queue.hold('battery');
    expect(queue.take()).toBeUndefined();
    queue.release('battery');
    expect(queue.take()).toBe(one);
  });

  it('forgets runs that are no more, and reads over a torn file', async () => {
    const queue = await open();
    queue.add(one);
    queue.add(two);
    await queue.close();
    expect((await open([two])).summary().order).toEqual([two]);
    await writeFile(join(library.folder, 'queue.json'), '{"version":1,');
    expect((await open([one, two])).summary().order).toEqual([one, two]);
  });
});
