import { engineCommandSchema } from '@shared/contract/engine';
import { runFetchFileJob, runFetchTextJob } from '../../../src-main/engine/download/fetch-jobs';
import type { EngineProcess } from '../../../src-main/studio/engine-process';

/** An engine in this process that fetches as a real one does; of other jobs it knows nothing. */
export function fetchingEngine(): EngineProcess {
  let tell: (message: unknown) => void = () => {};
  let exit: (how: { code: number | null; reason: string }) => void = () => {};
  const abort = new AbortController();
  const perform = async (message: unknown) => {
    const command = engineCommandSchema.parse(message);
    if (command.type === 'stop') return abort.abort();
    if (command.type !== 'start') return;
    const { job } = command;
    try {
      if (job.type === 'fetch-text') {
        const result = { type: 'text', ...(await runFetchTextJob(job, abort.signal)) };
        tell({ type: 'done', result });
      } else if (job.type === 'fetch-file') {
        const onProgress = (done: number, total: number) =>
          tell({ type: 'job-progress', done, total, unit: 'bytes' });
        await runFetchFileJob(job, onProgress, abort.signal);
        tell({ type: 'done', result: { type: 'file' } });
      }
    } catch (error) {
      const message = abort.signal.aborted
        ? 'It was cancelled.'
        : error instanceof Error
          ? error.message
          : '';
      tell({ type: 'failed', message });
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
    kill: () => {
      abort.abort();
      exit({ code: 1, reason: 'it was killed' });
    },
  };
}
