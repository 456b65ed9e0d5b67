import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackendKind } from '@shared/contract/backend';
import { Backends } from '../../../src-main/studio/backends';
import type { SpawnEngine } from '../../../src-main/studio/engine-process';
import { KeptProbes } from '../../../src-main/studio/kept-probes';

let folder: string;
let library: string;
/** how often an engine was started */
let started: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-probes-'));
  library = join(folder, 'libtensorflow.so');
  await writeFile(library, 'a library');
  started = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

/** Engines that find what a library is like, which they tell hangs on its file; `undefined` stands for a crash. */
const engines =
  (state: 'ready' | 'unavailable' | undefined, hangsOn: 'file' | 'more' = 'file'): SpawnEngine =>
  () => {
    started += 1;
    let listener: (message: unknown) => void = () => {};
    let onExit: (exit: { code: number | null; reason: string }) => void = () => {};
    return {
      pid: 1,
      send: (message) => {
        const { job } = message as { job: { compute: { backend: BackendKind } } };
        if (state === undefined) return onExit({ code: null, reason: 'it crashed' });
        const { backend } = job.compute;
        const numerics = { backend, libraryVersion: '2.21.0', threads: 2, oneDnn: true };
        const rest = { description: backend, reason: '', hint: '', bfloat16Speed: null, engineBytes: 1 };
        return listener({
          type: 'done',
          result: {
            type: 'probe',
            report: { kind: backend, state, ...rest },
            numerics: state === 'ready' ? { ...numerics, precision: 'float32' } : null,
            dependsOn: hangsOn === 'file' ? [library] : null,
          },
        });
      },
      onMessage: (given) => {
        listener = given;
        queueMicrotask(() => given({ type: 'ready' }));
      },
      onExit: (given) => (onExit = given),
      stderrTail: () => '',
      kill: () => {},
    };
  };

/** The backends as they are at a start of the program. */
const atAStart = (spawn: SpawnEngine = engines('ready')) =>
  new Backends(spawn, () => {}, new KeptProbes(join(folder, 'cache')));

describe('what a probe found', () => {
  it('is known at the next start, without an engine', async () => {
    const first = await atAStart().probe('cpu');
    expect(first).toMatchObject({ report: { state: 'ready' }, numerics: { backend: 'cpu' } });
    expect(await atAStart().probe('cpu')).toEqual(first);
    expect(started).toBe(1);
  });

  it('that there is no library is known too, until there is one', async () => {
    await rm(library);
    await atAStart(engines('unavailable')).probe('cpu');
    await atAStart(engines('unavailable')).probe('cpu');
    expect(started).toBe(1);
    await writeFile(library, 'a library');
    expect((await atAStart().probe('cpu')).report.state).toBe('ready');
  });

  it.each([
    ['its library has another size', () => writeFile(library, 'another library')],
    ['its library was written again', () => utimes(library, 1, 1)],
    ['its library is gone', () => rm(library)],
    [
      'what is kept is damaged',
      async () => {
        const probes = join(folder, 'cache', 'probes');
        for (const name of await readdir(probes)) await writeFile(join(probes, name), '{"version":1,');
      },
    ],
    [
      'it was a week ago',
      async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7.1 * 86_400_000 });
      },
    ],
    [
      'the clock was set back',
      async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
      },
    ],
  ])('counts for nothing when %s', async (_, change) => {
    await atAStart().probe('cpu');
    await change();
    await atAStart().probe('cpu');
    expect(started).toBe(2);
  });

  it('is not kept where it hangs on more than files, or where the engine crashed', async () => {
    await atAStart(engines('ready', 'more')).probe('gpu');
    await atAStart(engines('ready', 'more')).probe('gpu');
    expect(started).toBe(2);
    await atAStart(engines(undefined)).probe('cpu');
    await atAStart(engines(undefined)).probe('cpu');
    expect(started).toBe(4);
  });

  it('is found anew when that is asked for, and when an engine could not be given it', async () => {
    await atAStart().list();
    expect(started).toBe(3);
    await atAStart().list(true);
    expect(started).toBe(6);
    await atAStart().doubt('cpu');
    await atAStart().list();
    expect(started).toBe(7);
  });

  it('keeps nobody from probing where it cannot be written', async () => {
    await writeFile(join(folder, 'cache'), 'a file in the way');
    expect((await atAStart().probe('cpu')).report.state).toBe('ready');
    expect((await atAStart().probe('cpu')).report.state).toBe('ready');
  });
});
