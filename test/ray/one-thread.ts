import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Terminal } from '../terminal';

const doneSchema = z.object({ event: z.literal('done'), folder: z.string(), state: z.literal('completed') });

/** Trains a spec on this machine as if it had one processor, and gives the run's folder. */
export async function trainedOnOneThread({ library }: Terminal, args: readonly string[]): Promise<string> {
  const child = spawn(
    'taskset',
    [
      '-c',
      '0',
      process.execPath,
      resolve('out/main/cli.cjs'),
      'train',
      '--library',
      library,
      '--json',
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await new Promise((resolved) => child.on('close', resolved));
  const done = stdout
    .trim()
    .split('\n')
    .map((line) => doneSchema.safeParse(JSON.parse(line)))
    .find(({ success }) => success);
  expect(done?.data, stderr).toBeDefined();
  return done!.data!.folder;
}
