import { expect, it } from 'vitest';
import type { StudioEvent } from '@shared/contract/event';
import { Hub } from '../../../src-main/studio/hub';

const progressOf = (run: string, step: number): StudioEvent => ({
  type: 'progress',
  run,
  progress: {
    phase: 'training',
    epoch: 1,
    epochs: 2,
    step,
    totalSteps: 100,
    stepsPerEpoch: 50,
    samplesPerSecond: null,
    secondsLeft: null,
  },
});
const idOf = (at: number) => `20260101-000000-${String(at).padStart(4, '0')}`;

/** What a subscriber reads that only begins to when all was published. */
async function readLate(publish: (hub: Hub) => void, count: number): Promise<StudioEvent[]> {
  const hub = new Hub();
  const ending = new AbortController();
  const events = hub.subscribe(ending.signal);
  const first = events.next();
  await Promise.resolve();
  publish(hub);
  const read: StudioEvent[] = [];
  for (let next = await first; !next.done; next = await events.next()) {
    read.push(next.value);
    if (read.length === count) ending.abort();
  }
  return read;
}

it('however many things there are, a slow subscriber hears the newest of each', async () => {
  const runs = 5000;
  const read = await readLate((hub) => {
    for (const step of [1, 2, 3]) for (let at = 0; at < runs; at++) hub.publish(progressOf(idOf(at), step));
  }, runs);
  expect(new Set(read.map((event) => (event.type === 'progress' ? event.run : '')))).toHaveProperty(
    'size',
    runs,
  );
  expect(read.every((event) => event.type === 'progress' && event.progress.step === 3)).toBe(true);
});

it('of lines of logs the newest are kept, and nothing else is dropped for them', async () => {
  const lines = 2500;
  const read = await readLate((hub) => {
    hub.publish(progressOf(idOf(0), 1));
    for (let at = 0; at < lines; at++) {
      const event = { at: new Date(at).toISOString(), level: 'info' as const, text: String(at) };
      hub.publish({ type: 'run-event', run: idOf(0), event });
    }
  }, 2001);
  expect(read[0]?.type).toBe('progress');
  const texts = read.flatMap((event) => (event.type === 'run-event' ? Number(event.event.text) : []));
  expect([texts.length, texts[0], texts.at(-1)]).toEqual([2000, 500, 2499]);
});

it('a run that was discarded is told of as such, whatever waited', async () => {
  const read = await readLate((hub) => {
    hub.publish({ type: 'run-removed', run: idOf(1) });
    hub.publish({ type: 'run-removed', run: idOf(1) });
    hub.publish(progressOf(idOf(2), 1));
  }, 2);
  expect(read.map(({ type }) => type)).toEqual(['run-removed', 'progress']);
});
