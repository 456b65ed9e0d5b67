import { describe, expect, it } from 'vitest';
import type { StudioEvent, StudioNews } from '@shared/contract/event';
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

describe('a reader at the other end of a line', () => {
  const stepsOf = (news: StudioNews) =>
    news.events.map((event) => (event.type === 'progress' ? event.progress.step : NaN));
  const isStill = async (promise: Promise<unknown>) => {
    let isSettled = false;
    void promise.finally(() => (isSettled = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    return !isSettled;
  };
  /** Reads as a line does: whatever it is sent, at once. */
  const follow = (hub: Hub, signal?: AbortSignal) => {
    const news = hub.follow(signal);
    return async () => {
      const { value } = await news.next();
      if (!value) throw new Error('It is over.');
      return value;
    };
  };

  it('is sent nothing before it has dealt with what it has, and then the newest of each thing', async () => {
    const hub = new Hub();
    const next = follow(hub);
    const first = next();
    await Promise.resolve();
    hub.publish(progressOf(idOf(0), 1));
    const { subscription } = await first;
    const second = next();
    for (let step = 2; step <= 1000; step++) hub.publish(progressOf(idOf(0), step));
    hub.publish(progressOf(idOf(1), 7));
    expect(await isStill(second)).toBe(true);
    hub.heard(subscription + 1);
    expect(await isStill(second)).toBe(true);
    hub.heard(subscription);
    expect(stepsOf(await second)).toEqual([1000, 7]);
  });

  it('is sent a little at a time of what thousands tell', async () => {
    const hub = new Hub();
    const next = follow(hub);
    const first = next();
    await Promise.resolve();
    for (let at = 0; at < 1200; at++) hub.publish(progressOf(idOf(at), at));
    const steps: number[] = [];
    for (let news = await first; ; news = await next()) {
      expect(news.events.length).toBeLessThanOrEqual(500);
      steps.push(...stepsOf(news));
      if (steps.length === 1200) break;
      hub.heard(news.subscription);
    }
    expect(steps).toEqual(Array.from({ length: 1200 }, (_, at) => at));
  });

  it('that needs not hear how far runs are hears it later, and of all else at once', async () => {
    const hub = new Hub();
    const next = follow(hub);
    const first = next();
    await Promise.resolve();
    hub.publish(progressOf(idOf(0), 1));
    const { subscription } = await first;
    const second = next();
    hub.publish(progressOf(idOf(0), 2));
    hub.heard(subscription, 3_600_000);
    expect(await isStill(second)).toBe(true);
    hub.publish({ type: 'run-removed', run: idOf(1) });
    expect((await second).events.map(({ type }) => type)).toEqual(['progress', 'run-removed']);

    const third = next();
    hub.publish(progressOf(idOf(0), 3));
    const told = performance.now();
    hub.heard(subscription, 60);
    hub.publish(progressOf(idOf(0), 4));
    expect(stepsOf(await third)).toEqual([4]);
    expect(performance.now() - told).toBeGreaterThan(55);
  });

  it('holds up no other one', async () => {
    const hub = new Hub();
    const [slow, quick] = [follow(hub), follow(hub)];
    const [slowFirst, quickFirst] = [slow(), quick()];
    await Promise.resolve();
    hub.publish(progressOf(idOf(0), 1));
    await slowFirst;
    const { subscription } = await quickFirst;
    const [slowNext, quickNext] = [slow(), quick()];
    hub.publish(progressOf(idOf(0), 2));
    hub.heard(subscription);
    expect(stepsOf(await quickNext)).toEqual([2]);
    expect(await isStill(slowNext)).toBe(true);
  });

  it('may leave while it is waited for', async () => {
    const hub = new Hub();
    const ending = new AbortController();
    const news = hub.follow(ending.signal);
    const first = news.next();
    await Promise.resolve();
    hub.publish(progressOf(idOf(0), 1));
    await first;
    const second = news.next();
    hub.publish(progressOf(idOf(0), 2));
    ending.abort();
    expect(await second).toEqual({ done: true, value: undefined });
  });
});
