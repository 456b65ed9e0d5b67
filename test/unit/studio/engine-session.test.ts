import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineProcess } from '../../../src-main/studio/engine-process';
import { EngineSession, NO_COMPUTE } from '../../../src-main/studio/engine-session';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function stopped() {
  const kill = vi.fn();
  let tell: (message: unknown) => void = () => {};
  const engine: EngineProcess = {
    pid: 1,
    send: () => {},
    onMessage: (listener) => (tell = listener),
    onExit: () => {},
    stderrTail: () => '',
    kill,
  };
  const compute = { backend: 'cpu', precision: 'float32', ...NO_COMPUTE } as const;
  const session = new EngineSession(
    () => engine,
    { type: 'probe', compute },
    compute,
    () => {},
  );
  session.stop();
  return { kill, tell };
}

it('an engine that saves to a slow drive when it is stopped is left until it has', async () => {
  const { kill, tell } = stopped();
  for (let second = 0; second < 120; second++) {
    tell({ type: 'saving' });
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(kill).not.toHaveBeenCalled();
  // Hung in the end.
  await vi.advanceTimersByTimeAsync(29_000);
  expect(kill).toHaveBeenCalledOnce();
});

it('an engine that says for ever that it saves is killed after all', async () => {
  const { kill, tell } = stopped();
  for (let second = 0; second < 16 * 60; second++) {
    tell({ type: 'saving' });
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(kill).toHaveBeenCalled();
});

it('an engine that does something else when it is stopped is killed', async () => {
  const { kill, tell } = stopped();
  for (let second = 0; second < 29; second++) {
    tell({ type: 'recorded' });
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(kill).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(kill).toHaveBeenCalledOnce();
});

it('a job whose engine reports an end that cannot be read has failed, and says why', async () => {
  let tell: (message: unknown) => void = () => {};
  let kills = 0;
  const session = new EngineSession(
    () => ({
      pid: 1,
      send: () => {},
      onMessage: (listener) => (tell = listener),
      onExit: () => {},
      stderrTail: () => '',
      kill: () => kills++,
    }),
    { type: 'make-digits', folder: '/digits', seed: 1 },
    NO_COMPUTE,
    () => {},
  );
  tell({ type: 'ready' });
  // Nothing depends on this one.
  tell({ type: 'job-progress', done: Number.NaN, total: 1, unit: 'samples' });
  expect(kills).toBe(0);
  tell({ type: 'done', result: { type: 'evaluate', metrics: { loss: Number.NaN } } });
  expect(await session.ended).toEqual({
    type: 'failed',
    message: expect.stringMatching(
      /^The engine reported what Trainyard cannot read \(result.*\), .*try again/,
    ),
  });
  expect(kills).toBe(1);
});
