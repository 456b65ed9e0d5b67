import { setTimeout as sleep } from 'node:timers/promises';
import { engineCommandSchema } from '@shared/contract/engine';
import type { EngineProcess } from '../../../src-main/studio/engine-process';

const NUMERICS = {
  backend: 'cpu',
  libraryVersion: '2.21',
  threads: 1,
  oneDnn: true,
  precision: 'float32',
};

/** An engine in this process that takes a moment to probe its backend, and trains until it is stopped. */
export function endlessEngine(onTrain: (run: string) => void): EngineProcess {
  let tell: (message: unknown) => void = () => {};
  let exit: (how: { code: number | null; reason: string }) => void = () => {};
  const perform = async (message: unknown) => {
    const command = engineCommandSchema.parse(message);
    if (command.type === 'stop') {
      tell({ type: 'done', result: { type: 'train', ended: 'stopped', why: null } });
    } else if (command.type === 'start' && command.job.type === 'train') {
      onTrain(command.job.run);
      tell({ type: 'numerics', numerics: NUMERICS });
    } else if (command.type === 'start' && command.job.type === 'probe') {
      await sleep(50);
      const report = {
        kind: 'cpu',
        state: 'ready',
        description: 'CPU',
        reason: '',
        hint: '',
        bfloat16Speed: null,
        engineBytes: 0,
      };
      tell({ type: 'done', result: { type: 'probe', numerics: NUMERICS, dependsOn: null, report } });
    }
  };
  return {
    pid: 1,
    send: (message) => void perform(message),
    onMessage: (listener) => {
      tell = listener;
      queueMicrotask(() => listener({ type: 'ready' }));
    },
    onExit: (listener) => (exit = listener),
    stderrTail: () => '',
    kill: () => exit({ code: 1, reason: 'it was killed' }),
  };
}
