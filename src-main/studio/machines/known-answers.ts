import { z } from 'zod';
import { checkpointSummarySchema } from '@shared/contract/checkpoint';
import { runSummarySchema } from '@shared/contract/run';
import type { Mirror } from './mirror';

const ofRun = z.object({ run: z.string() });
const ofDataset = z.object({ dataset: z.string() });

/** What was known last of what is asked for; undefined where nothing is. */
export function knownAnswer(mirror: Mirror, method: string, input: unknown): unknown {
  const run = ofRun.safeParse(input).data?.run ?? '';
  const dataset = ofDataset.safeParse(input).data?.dataset ?? '';
  switch (method) {
    case 'runs.get':
      return mirror.whole(run);
    case 'checkpoints.list':
      return mirror.checkpoints.get(run);
    case 'evaluations.list':
      return [...mirror.evaluations.values()].filter((one) => one.run === run);
    case 'datasets.get':
      return mirror.datasets.get(dataset);
    default:
      return undefined;
  }
}

/** Keeps what somebody looked at, for when its machine is not reachable. */
export function keepAnswer(mirror: Mirror, method: string, input: unknown, output: unknown): void {
  if (method === 'runs.get') mirror.putRun(runSummarySchema.parse(output));
  if (method === 'checkpoints.list') {
    mirror.putCheckpoints(ofRun.parse(input).run, z.array(checkpointSummarySchema).parse(output));
  }
}
