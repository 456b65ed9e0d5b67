import { bestOf, findCheckpoint, findCheckpoints, lastOf, type FoundCheckpoint } from './checkpoints';
import { NotFound, Refusal } from './refusal';
import type { RunRecord } from './run-record';

/**
 * The checkpoint of a run that somebody asks for.
 *
 * @param wanted an id, or `best` or `last`
 * @throws NotFound; Refusal when it is damaged
 */
export async function chosenCheckpoint(record: RunRecord, wanted: string): Promise<FoundCheckpoint> {
  let found: FoundCheckpoint | undefined;
  if (wanted === 'best' || wanted === 'last') {
    const all = await findCheckpoints(record.folder);
    // Without validation nothing is best, and the last one is what there is.
    found = wanted === 'best' ? (bestOf(all, record.document.spec.best.metric) ?? lastOf(all)) : lastOf(all);
  } else found = await findCheckpoint(record.folder, wanted);
  if (found === undefined) {
    throw new NotFound(
      wanted === 'best' || wanted === 'last'
        ? `${record.name} has no checkpoint yet.`
        : `${record.name} has no checkpoint ${wanted}.`,
    );
  }
  if (found.problem !== '') {
    throw Refusal.of(
      'checkpoint',
      `Checkpoint ${found.document.id} of ${record.name} is damaged: ${found.problem} Choose another.`,
    );
  }
  return found;
}
