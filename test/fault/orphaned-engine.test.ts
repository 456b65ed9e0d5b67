import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childrenOf } from '../children-of';
import { Terminal } from '../terminal';

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
});
afterEach(() => terminal.close());

const SETTINGS = ['epochs=3', 'checkpoint.everySteps=20', 'test.atEnd=false'];
const TRAIN = ['train', 'mlp', ...SETTINGS.flatMap((setting) => ['--set', setting])];

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
async function ended(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await sleep(20);
}

/** Every file below a folder with the SHA-256 of what is in it. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

describe.skipIf(process.platform === 'win32')('an engine whose host was killed', () => {
  it('ends by itself', async () => {
    const host = terminal.start(TRAIN);
    await host.line(({ event }) => event === 'epoch');
    const engines = childrenOf(host.process.pid!);
    expect(engines.length).toBeGreaterThan(0);
    host.process.kill('SIGKILL');
    await host.ended;
    await ended(engines);
  });

  it('and that slept until its run had gone on and ended elsewhere writes nothing when it wakes up', async () => {
    const host = terminal.start(TRAIN);
    const { folder } = (await host.line(({ event }) => event === 'queued')) as unknown as { folder: string };
    await host.line(({ event }) => event === 'epoch');
    const engines = childrenOf(host.process.pid!);
    for (const pid of engines) process.kill(pid, 'SIGSTOP');
    try {
      host.process.kill('SIGKILL');
      await host.ended;
      const resumed = await terminal.run(['resume', 'last']);
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(engines.filter(isAlive)).toEqual(engines);
      const before = contentsOf(folder);
      for (const pid of engines) process.kill(pid, 'SIGCONT');
      await ended(engines);
      expect(contentsOf(folder)).toEqual(before);
    } finally {
      for (const pid of engines.filter(isAlive)) process.kill(pid, 'SIGKILL');
    }
  });
});
