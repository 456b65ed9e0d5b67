import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import { readCheckpoint } from '../src-main/engine/checkpoint/read-checkpoint';
import { SeriesReader } from '../src-main/studio/series-reader';
import { lastCheckpointHashes } from './checkpoint-hashes';
import type { Ended, Terminal } from './terminal';

/** What a run comes to: bytes of its last checkpoint, and every step's loss, accuracy and learning rate. */
export interface Outcome {
  hashes: string[];
  series: number[][];
}

const runsFolder = (terminal: Terminal) => join(terminal.library, 'runs');

/** Rows that a resume superseded left out, and of the columns those that do not tell the time. */
export async function outcomeOf(folder: string): Promise<Outcome> {
  const rows = await new SeriesReader(join(folder, 'metrics', 'steps.log'), STEP_LOG_COLUMNS).read();
  const width = STEP_LOG_COLUMNS.length;
  const told = ['step', 'epoch', 'loss', 'accuracy', 'learningRate'] as const;
  const series = Array.from({ length: rows.length / width }, (_, row) =>
    told.map((column) => rows[row * width + STEP_LOG_COLUMNS.indexOf(column)]!),
  );
  return { hashes: lastCheckpointHashes(folder), series };
}

/** Of the only run in a library, or the newest. */
export const outcomeOfLast = (terminal: Terminal): Promise<Outcome> =>
  outcomeOf(join(runsFolder(terminal), runsIn(terminal).toSorted().at(-1)!));

const newRun = (terminal: Terminal, before: readonly string[]): string | undefined =>
  readdirSync(runsFolder(terminal)).find((name) => !name.startsWith('.') && !before.includes(name));

/** Trains without any fault, on a dataset that is there, and tells which points it passed how many times. */
export async function uninterrupted(
  terminal: Terminal,
  train: readonly string[],
): Promise<{ outcome: Outcome; points: Map<string, number> }> {
  const before = runsIn(terminal);
  const log = join(terminal.library, 'points.log');
  const whole = await terminal.run(train, { TRAINYARD_CRASH_LOG: log });
  expect(whole.code, whole.stderr).toBe(0);
  const points = new Map<string, number>();
  for (const name of readFileSync(log, 'utf8').trim().split('\n')) {
    points.set(name, (points.get(name) ?? 0) + 1);
  }
  const run = newRun(terminal, before)!;
  const outcome = await outcomeOf(join(runsFolder(terminal), run));
  expect(outcome.series.map(([step]) => step)).toEqual(outcome.series.map((_, row) => row + 1));
  return { outcome, points };
}

/** No checkpoint that is listed as good fails to load, and nothing half made lies about. */
async function expectSound(terminal: Terminal, run: string): Promise<void> {
  const folder = join(runsFolder(terminal), run);
  const listed = (await terminal.run(['checkpoints', run])).lines as { id?: string; problem?: string }[];
  for (const { id, problem } of listed) {
    expect(problem).toBe('');
    await readCheckpoint(join(folder, 'checkpoints', id!));
  }
  const leftovers = readdirSync(folder, { recursive: true }).filter((name) =>
    /\.(tmp|removed)$/.test(String(name)),
  );
  expect(leftovers).toEqual([]);
}

/**
 * After a process was killed: whatever is left of the run goes on, and comes to what it would have come to.
 *
 * @param before folders of the runs that were there
 */
export async function expectSame(
  terminal: Terminal,
  before: readonly string[],
  expected: Outcome,
): Promise<void> {
  // Listing opens the library, which clears away what was half made.
  const listed = (await terminal.run(['runs'])).lines as { id?: string; state?: string }[];
  const run = newRun(terminal, before);
  expect(readdirSync(runsFolder(terminal)).filter((name) => name.startsWith('.'))).toEqual([]);
  // Killed before the run's folder had its name: there is no run, and nothing of one.
  if (run === undefined) return;
  const state = listed.find(({ id }) => id === run)?.state;
  expect(['completed', 'interrupted', 'queued']).toContain(state);
  await expectSound(terminal, run);
  if (state !== 'completed') {
    const resumed = await terminal.run(['resume', run]);
    expect(resumed.code, resumed.stderr).toBe(0);
    await expectSound(terminal, run);
  }
  expect(await outcomeOf(join(runsFolder(terminal), run))).toEqual(expected);
  rmSync(join(runsFolder(terminal), run), { recursive: true });
}

/** Trains until the point is passed, at which the engine or the host is killed. */
export function trainAndKill(terminal: Terminal, train: readonly string[], point: string): Promise<Ended> {
  return terminal.run(train, { TRAINYARD_CRASH_AT: point });
}

/** Folders of the runs that are there. */
export const runsIn = (terminal: Terminal): string[] =>
  existsSync(runsFolder(terminal))
    ? readdirSync(runsFolder(terminal)).filter((name) => !name.startsWith('.'))
    : [];
