import { z } from 'zod';
import { checkpointIdSchema } from '../spec/run-spec';
import { engineCommandSchema } from './engine';
import { trainJobSchema } from './engine-job';

/**
 * What lies in the folder of one start of a run on a Ray cluster, in the folder that the studio and the nodes share. The
 * studio writes `job`, `commands`, `brought` and `goneOn`, the node writes `reports` and the run's folder: each file has one
 * writer.
 */
export const RAY_FILES = {
  job: 'job.json',
  reports: 'reports.jsonl',
  commands: 'commands.jsonl',
  /** the checkpoints that were brought home from it, or came from there */
  brought: 'brought.jsonl',
  /** is there once a newer start went on from what this one had come to */
  goneOn: 'gone-on.json',
  /** the run's folder, as an engine knows it */
  run: 'run',
  /** checkpoints of another run, which this one begins with */
  parent: 'parent',
} as const;

/** A line of `brought.jsonl`. */
export const broughtLineSchema = z.object({ checkpoint: checkpointIdSchema });

/** `gone-on.json`: the checkpoint that the next start began with; null where it began anew. */
export const goneOnSchema = z.object({ from: checkpointIdSchema.nullable() });

/** A file of a dataset, in its folder. */
export const sharedFileSchema = z.object({
  name: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});
export type SharedFile = z.infer<typeof sharedFileSchema>;

/** `job.json`: what a node is to do. Folders in `job` are relative to the one that this lies in. */
export const rayJobSchema = z.object({
  version: z.literal(1),
  /** of the studio: a node with another one refuses */
  appVersion: z.string(),
  /** what settles an engine's numbers, read when it starts */
  env: z.record(z.string(), z.string()),
  job: trainJobSchema,
  /** what the dataset's folder has to hold */
  data: z.array(sharedFileSchema),
});
export type RayJob = z.infer<typeof rayJobSchema>;

/** A line of `reports.jsonl`. */
export const workerLineSchema = z.discriminatedUnion('type', [
  /** the node's name as the system has it */
  z.object({ type: z.literal('begun'), node: z.string() }),
  /** comes every few seconds as long as the node works on the job */
  z.object({ type: z.literal('alive') }),
  /** what the engine said, which the studio parses as it parses every engine's */
  z.object({ type: z.literal('report'), report: z.unknown() }),
  /** the engine has ended; the reason is in words without a full stop */
  z.object({ type: z.literal('exit'), reason: z.string(), stderr: z.string() }),
]);
export type WorkerLine = z.infer<typeof workerLineSchema>;

/** A line of `commands.jsonl`. */
export const workerCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), command: engineCommandSchema }),
  /** nobody waits for this job any more: its engine is killed */
  z.object({ type: z.literal('end') }),
]);
export type WorkerCommand = z.infer<typeof workerCommandSchema>;
