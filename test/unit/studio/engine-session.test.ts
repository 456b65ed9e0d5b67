import { expect, it } from 'vitest';
import { EngineSession, NO_COMPUTE } from '../../../src-main/studio/engine-session';

it('a job whose engine reports what cannot be read has failed, and says what', async () => {
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
  tell({ type: 'job-progress', done: Number.NaN, total: 1, unit: 'samples' });
  expect(await session.ended).toEqual({
    type: 'failed',
    message: expect.stringMatching(
      /^The engine reported what Trainyard cannot read \(done: .*NaN\), .*try again/,
    ),
  });
  expect(kills).toBe(1);
});
