import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { parquetPathOf, readParquetSeries } from '../../src-main/series/parquet-series';
import type { Terminal } from '../terminal';

export interface TrainedRun {
  id: string;
  /** of each step, as the run recorded it */
  losses: Float64Array;
}

/** Trains in the terminal, and reads what came of it from the library. */
export async function trainedRun(terminal: Terminal, args: readonly string[]): Promise<TrainedRun> {
  const { code, lines, stderr } = await terminal.run(['train', ...args]);
  expect(code, stderr).toBe(0);
  const id = String(lines.find((line) => 'run' in line)?.['run']);
  const path = parquetPathOf(join(terminal.library, 'runs', id, 'metrics', 'steps.log'));
  const series = await readParquetSeries(path, ['loss']);
  return { id, losses: series!.rows };
}

/** Exports a run's last checkpoint as a script, and gives what runs that. */
export async function exportedScript(
  terminal: Terminal,
  { id }: TrainedRun,
  { format, to, python }: { format: 'flax' | 'pytorch'; to: string; python: string },
) {
  const { code, stderr } = await terminal.run([
    'export',
    id,
    '--checkpoint',
    'last',
    '--format',
    format,
    '--to',
    to,
  ]);
  expect(code, stderr).toBe(0);
  return async (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> => {
    const env = { ...process.env, JAX_PLATFORMS: 'cpu', ...more };
    const { stdout } = await promisify(execFile)(python, [join(to, 'model.py'), ...args], { cwd: to, env });
    return stdout;
  };
}
