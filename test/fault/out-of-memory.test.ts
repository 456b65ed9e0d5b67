import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childrenOf } from '../children-of';
import { Terminal } from '../terminal';
import { nativeReady } from '../unit/engine/native-ready';

const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
});
afterEach(() => terminal.close());

/** Of a process, in bytes; 0 when it has just ended. */
function memoryOf(pid: number, what: 'VmSize' | 'VmRSS'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

describe.skipIf(!nativeReady || !canLimit)('an engine that is refused memory', () => {
  it('ends the run with the estimate and what would fit, and offers that', async () => {
    // As much as the machine has: its memory is not used up, since the engine is refused it before.
    const batch = Math.min(50_000, Math.ceil(totalmem() / 5e6));
    const host = terminal.start(['train', 'resnet', '--set', `batchSize=${batch}`, '--set', 'epochs=1']);
    await host.line(({ event }) => event === 'queued');
    // TensorFlow is loaded and the first steps are near: threads and small things are still had, activations are not.
    let engine: number | undefined;
    while (engine === undefined) {
      await sleep(10);
      engine = childrenOf(host.process.pid!).find((pid) => memoryOf(pid, 'VmRSS') > 450e6);
    }
    const limit = memoryOf(engine, 'VmSize') + 1e9;
    expect(spawnSync('prlimit', ['--pid', String(engine), `--as=${limit}`]).status).toBe(0);
    const ended = await host.ended;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('The engine ran out of memory');
    expect(ended.stderr).toMatch(/estimated to take \d+(\.\d)? [GM]B of the \d/);
    expect(ended.stderr).toMatch(/Its batch of \d+ in \d+ parts, or a batch of \d+ should fit\./);
    expect(ended.stderr).toMatch(
      /Warning: batchSize: Training this will take about .* GB, and this machine has/,
    );
    const [run] = (await terminal.run(['show', 'last'])).lines as unknown as {
      state: string;
      mends: { changes: { path: string }[] }[];
    }[];
    expect(run!.state).toBe('failed');
    expect(run!.mends.map(({ changes }) => changes.at(-1)!.path)).toEqual(['microBatches', 'batchSize']);
  });
});
