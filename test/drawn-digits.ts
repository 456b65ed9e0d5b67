import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { addKeptDataset } from './kept-folders';

const CLI = resolve('out/main/cli.cjs');

/** Has the built program draw all digits, by a run of one step that is tested at its end. */
async function draw(library: string): Promise<void> {
  const train = ['train', 'mlp', '--set', 'stop.steps=1', '--set', 'validation.fraction=0.01'];
  const args = [CLI, ...train, '--library', library, '--json'];
  await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
}

/**
 * Puts the built-in digits into a library that has none yet, as if they had been drawn there. They are drawn once
 * for all tests on one build: it takes many seconds.
 */
export async function addDrawnDigits(library: string): Promise<void> {
  await addKeptDataset('digits', library, draw);
}
