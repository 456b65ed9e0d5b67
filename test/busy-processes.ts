import { spawn } from 'node:child_process';

/** Processes that do nothing but compute, beside what is tested; returns how to end them. */
export function keepBusy(count: number): () => void {
  const busy = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(2)'], { stdio: 'ignore' }),
  );
  return () => busy.forEach((one) => one.kill('SIGKILL'));
}
